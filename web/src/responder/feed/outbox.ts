// What somebody on duty says: kept on the phone first, then sent, each once.
//
// Reports lie in a box of their own: a picture on a weak link holds up nobody who withdraws.
import { runNow } from "../clock";
import { makeOutbox, type OutboxOf, type Sent } from "../../keeping/outbox";
import type { Answer, OwnStep, Report } from "../contracts";
import { noteTaken } from "../duty/taken";
import { actsIn, type Act } from "../kept";
import { ask, inRun, isFinal, key } from "../server";
import { acts, reports } from "../state";

const PATIENCE_MS = 15_000;
const PICTURES_PATIENCE_MS = 90_000;

const sendWithin = (patience_ms: number) => async (act: Act): Promise<Sent> => {
  if (key.peek() === null) return "later";
  try {
    const done = await ask<unknown>("POST", act.path, act.body, patience_ms);
    if (act.kind === "step") noteTaken(act, done);
    return { done };
  } catch (error) {
    return isFinal(error) ? { refused: { status: error.status, message: error.message } } : "later";
  }
};

/** One window of a browser sends at a time. */
const alone = (name: string) => async (work: () => Promise<void>): Promise<void> => {
  await navigator.locks.request(name, work);
};

const steps: OutboxOf<Act> = makeOutbox(
  actsIn("acts"), sendWithin(PATIENCE_MS), alone("kawamori-responder-acts"), (all) => (acts.value = all),
);
const seen: OutboxOf<Act> = makeOutbox(
  actsIn("reports"), sendWithin(PICTURES_PATIENCE_MS), alone("kawamori-responder-reports"), (all) => (reports.value = all),
);

const made = (parts: Pick<Act, "key" | "kind" | "about" | "what" | "path">, body: object, at: string): Act => ({
  ...parts,
  at,
  body: JSON.stringify(body),
  refusal: null,
});

/** Say something of a task. */
export function sayStep(taskId: number, step: OwnStep): Promise<Sent> {
  const ref = crypto.randomUUID();
  const at = runNow();
  const path = inRun(`/responders/me/tasks/${taskId}/steps`);
  return steps.add(made({ key: ref, kind: "step", about: taskId, what: step, path }, { ref, step, at }, at));
}

/** Say that one is safe, with no task left to say it of. */
export function saySafeAtAll(): Promise<Sent> {
  const at = runNow();
  const parts = { key: crypto.randomUUID(), kind: "step", about: 0, what: "safe", path: inRun("/responders/me/safe") } as const;
  return steps.add(made(parts, { at }, at));
}

/** Answer a call-out. What was answered before and has not been sent is not sent any more. */
export async function sayAnswer(calloutId: number, answer: Answer, after_minutes: number | null): Promise<Sent> {
  for (const act of acts.peek()) {
    if (act.kind === "answer" && act.about === calloutId) await steps.drop(act.key);
  }
  const path = inRun(`/responders/me/asks/${calloutId}/answer`);
  const parts = { key: crypto.randomUUID(), kind: "answer", about: calloutId, what: answer, path } as const;
  return steps.add(made(parts, { answer, after_minutes }, runNow()));
}

export function sayReport(report: Report): Promise<Sent> {
  const path = inRun("/responders/me/reports");
  const parts = { key: report.report_id, kind: "report", about: report.task_id ?? 0, what: report.kind, path } as const;
  return seen.add(made(parts, report, report.at));
}

export const drop = (act: Act): Promise<void> => (act.kind === "report" ? seen : steps).drop(act.key);

/** Send what waits. */
export async function flush(): Promise<void> {
  const sent = await Promise.allSettled([steps.flush(), seen.flush()]);
  for (const each of sent) if (each.status === "rejected") console.warn(each.reason);
}
