// Saying how one is: to headquarters, about every task that one is on.
import type { OwnStep } from "../contracts";
import { lookNow } from "../feed/feed";
import { saySafeAtAll, sayStep } from "../feed/outbox";
import { onDuty, withdrawal } from "../state";

/** Say a step of one task. */
export async function say(taskId: number, step: OwnStep): Promise<void> {
  await sayStep(taskId, step);
  void lookNow();
}

/** Say that one is well, or that one leaves: of all tasks. */
export async function sayOfAll(step: "check_in" | "withdraw"): Promise<void> {
  await Promise.all(onDuty.peek().map(({ task }) => sayStep(task.task_id, step)));
  void lookNow();
}

/**
 * Say that one has come to a safe place: of every task that is being left.
 *
 * Who leaves because of a gauge says so first: a task is over for whoever withdrew from it and is safe.
 */
export async function saySafe(): Promise<void> {
  const left = withdrawal.peek()?.tasks ?? [];
  const said = left.flatMap(({ task_id, step }) => [
    ...(step === "block" ? [sayStep(task_id, "withdraw")] : []),
    sayStep(task_id, "safe"),
  ]);
  if (left.length === 0) said.push(saySafeAtAll());
  await Promise.all(said);
  void lookNow();
}
