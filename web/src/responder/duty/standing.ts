// How a task stands for whoever has it: what the server knows, and what this phone has said since.
import type { OwnStep, Step } from "../contracts";
import type { Act } from "../kept";
import type { Task } from "./contracts";

export type Stage = "given" | "accepted" | "on_the_way" | "there" | "withdrawing" | "over";

const STAGES: Partial<Record<Step, Stage>> = {
  accept: "accepted",
  on_the_way: "on_the_way",
  there: "there",
  withdraw: "withdrawing",
  block: "withdrawing",
  revoke: "withdrawing",
  decline: "over",
  done: "over",
};
/** What comes next, in the order in which it is done. */
const NEXT: Partial<Record<Stage, OwnStep>> = { given: "accept", accepted: "on_the_way", on_the_way: "there", there: "done" };

export interface Standing {
  stage: Stage;
  /** What was said here and has not reached the server. */
  waits: Act[];
  next: OwnStep | null;
  /** By the run's clock: when somebody has to hear from them. */
  due_ms: number | null;
}

const MINUTE_MS = 60_000;

function toldStage({ is_open, is_out, step }: Task): Stage {
  if (!is_open) return "over";
  if (step === null) return "given";
  return STAGES[step] ?? (is_out ? "accepted" : "given");
}

/** How it stands after a step of its own. Who was to leave and is safe has no task any more. */
function after(stage: Stage, step: OwnStep): Stage {
  if (step === "safe") return stage === "withdrawing" ? "over" : stage;
  return STAGES[step] ?? stage;
}

export function standingOf(task: Task, acts: readonly Act[]): Standing {
  const waits = acts.filter(({ kind, about, refusal }) => kind === "step" && about === task.task_id && refusal === null);
  const stage = waits.reduce((found, { what }) => after(found, what as OwnStep), toldStage(task));
  const isOnDuty = stage !== "given" && stage !== "over";
  const last = waits.at(-1);
  const due_ms = last === undefined ? Date.parse(task.due_at) : Date.parse(last.at) + task.check_in_minutes * MINUTE_MS;
  return { stage, waits, next: NEXT[stage] ?? null, due_ms: isOnDuty ? due_ms : null };
}
