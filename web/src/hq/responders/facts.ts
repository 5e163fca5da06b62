// What follows from responders' tasks, call-outs and passes: who is late, who is missing, what is short.
import type {
  AnswerName, Callout, Ordered, Pass, Readiness, Reason, Responder, ResponderFeature, ResponderWhole, Skill, Task, WithdrawOrder,
} from "./contracts";
import { isInside, type At, type Outline } from "./polygon";

const MINUTE_MS = 60_000;
export const ASKED_AFTER_MS = 5 * MINUTE_MS;
export const ESCALATED_AFTER_MS = 10 * MINUTE_MS;
export const STILL_THERE_MS = 30 * MINUTE_MS;

/** How it stands with whoever has a task, the most urgent first. */
export const STANDS = ["escalate", "ask", "late", "called_back", "in_time", "given", "over"] as const;
export type Stand = (typeof STANDS)[number];
const CALLED_BACK: readonly (string | null)[] = ["withdraw", "revoke", "block"];
const SILENT: readonly Stand[] = ["escalate", "ask", "late"];

/** How long they should have been heard of; 0: they are in time, or not out. */
export function lateBy_ms({ is_open, is_out, due_at }: Task, now_ms: number): number {
  return is_open && is_out ? Math.max(0, now_ms - Date.parse(due_at)) : 0;
}

export function standOf(task: Task, now_ms: number): Stand {
  if (!task.is_open) return "over";
  const late_ms = lateBy_ms(task, now_ms);
  if (late_ms >= ESCALATED_AFTER_MS) return "escalate";
  if (late_ms >= ASKED_AFTER_MS) return "ask";
  if (late_ms > 0) return "late";
  if (CALLED_BACK.includes(task.step)) return "called_back";
  return task.is_out ? "in_time" : "given";
}

export const isSilent = (task: Task, now_ms: number): boolean => SILENT.includes(standOf(task, now_ms));

/** Who is overdue first, the longest on top; then by when they are due; what is over last. */
export function byUrgency(tasks: readonly Task[], now_ms: number): Task[] {
  const rank = (task: Task) => STANDS.indexOf(standOf(task, now_ms));
  return [...tasks].sort(
    (a, b) =>
      Number(isSilent(b, now_ms)) - Number(isSilent(a, now_ms)) ||
      lateBy_ms(b, now_ms) - lateBy_ms(a, now_ms) ||
      rank(a) - rank(b) ||
      Date.parse(a.due_at) - Date.parse(b.due_at) ||
      b.task_id - a.task_id,
  );
}

export const missingOf = (order: WithdrawOrder): Ordered[] => order.people.filter(({ safe_at }) => safe_at === null);

/** How many somebody has to look after at once: each person once. */
export function unaccountedIn(tasks: readonly Task[], orders: readonly WithdrawOrder[], now_ms: number): number {
  return new Set([
    ...tasks.filter((task) => isSilent(task, now_ms)).map(({ responder_id }) => responder_id),
    ...orders.flatMap(missingOf).map(({ responder_id }) => responder_id),
  ]).size;
}

/** How many more a call-out needs; nobody any more once it is over. */
export const stillNeeded = ({ needed, counts, closed_at }: Callout): number =>
  closed_at === null ? Math.max(0, needed - counts.coming) : 0;

/** What those who were asked said, and how many said nothing. */
export const ANSWERS: readonly (AnswerName | "silent")[] = ["yes", "later", "no", "unclear", "silent"];

export interface SkillStands {
  skill: Skill;
  said: number;
  checked: number;
  fit: number;
  /** What call-outs lack now. */
  wanted: number;
  /** As kept on this device; null: none. */
  minimum: number | null;
  short: number;
}

/** Each skill with what is needed of it: the minimum, or what open call-outs lack where that is more. */
export function skillsStand(
  { skills }: Readiness, callouts: readonly Callout[], minimums: Readonly<Record<string, number>>,
): SkillStands[] {
  return skills.map(({ skill, said, checked, fit }) => {
    const wanted = callouts.filter((each) => each.skill === skill).reduce((sum, each) => sum + stillNeeded(each), 0);
    const minimum = minimums[skill] ?? null;
    return { skill, said, checked, fit, wanted, minimum, short: Math.max(0, Math.max(minimum ?? 0, wanted) - fit) };
  });
}

export type PassStand = "valid" | "future" | "over" | "withdrawn";

export function passStand({ valid_from, valid_until, withdrawn_at }: Pass, wall_ms: number): PassStand {
  if (withdrawn_at !== null) return "withdrawn";
  if (Date.parse(valid_until) <= wall_ms) return "over";
  return Date.parse(valid_from) <= wall_ms ? "valid" : "future";
}

/**
 * What keeps somebody from a task of a skill in these areas: what the server says of them, and of
 * their skills and passes what hangs on the task. The server checks all of it again.
 */
export function reasonsAgainst(
  { reasons, skills, passes }: ResponderWhole, skill: Skill, areaIds: readonly string[], wall_ms: number,
): Reason[] {
  const found = new Set<Reason>(reasons);
  const isChecked = skills.some((each) => each.skill === skill && each.checked_by !== null);
  if (skill !== "general" && !isChecked) found.add("skill_not_checked");
  const valid = passes.filter((each) => passStand(each, wall_ms) === "valid");
  if (valid.length > 0) {
    const forSkill = valid.filter((each) => skill === "general" || each.skills.includes(skill));
    const reaches = ({ area_ids }: Pass) => area_ids.length === 0 || areaIds.every((id) => area_ids.includes(id));
    if (forSkill.length === 0) found.add("skill_not_on_pass");
    else if (!forSkill.some(reaches)) found.add("outside_area");
  }
  return [...found];
}

/** Who has an open task inside, or was there of late: as the server counts whom an order is for. */
export function insideOf(
  outline: Outline, tasks: readonly Task[], positions: readonly ResponderFeature[], now_ms: number,
): number[] {
  const recent = new Map(
    positions
      .filter(({ properties }) => now_ms - Date.parse(properties.at) <= STILL_THERE_MS)
      .map(({ properties, geometry }): [number, At] => [
        properties.responder_id, [geometry.coordinates[0], geometry.coordinates[1]],
      ]),
  );
  const inside = tasks.filter(({ is_open, responder_id, lon, lat }) => {
    const at = recent.get(responder_id);
    return is_open && (isInside(outline, [lon, lat]) || (at !== undefined && isInside(outline, at)));
  });
  return [...new Set(inside.map(({ responder_id }) => responder_id))];
}

/** What may be decided of a registration as it stands. */
export function decisionsFor({ state }: Responder): ("approve" | "refuse" | "withdraw")[] {
  switch (state) {
    case "waiting":
      return ["approve", "refuse"];
    case "approved":
      return ["withdraw"];
    case "refused":
    case "withdrawn":
      return ["approve"];
    default:
      return [];
  }
}

/** Whose name or number it is; those who wait for a decision first, then the newest. */
export function found(all: readonly Responder[], wanted: string, state: string): Responder[] {
  const text = wanted.trim().normalize("NFKC").toLowerCase();
  return all
    .filter((each) => state === "" || each.state === state)
    .filter(({ responder_id, name, reading }) =>
      [String(responder_id), name ?? "", reading ?? ""].some((part) => part.toLowerCase().includes(text)),
    )
    .sort((a, b) => Number(b.state === "waiting") - Number(a.state === "waiting") || b.responder_id - a.responder_id);
}
