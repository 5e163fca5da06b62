// What the server took of a step stands here at once, until the server is asked again.
//
// It is noted before the step leaves the outbox: between the two nobody is off duty for a moment,
// and no button vanishes under a finger.
import { keep, type Act } from "../kept";
import { duty } from "../state";
import type { Task } from "./contracts";

/** Note how a task stands after a step, as the server answered it. */
export function noteTaken({ about, what }: Act, answer: unknown): void {
  const held = duty.peek();
  if (held === null) return;
  const stands = about === 0 ? {} : (answer as Partial<Task>);
  const told = {
    ...held.told,
    tasks: held.told.tasks.map((task) => (task.task_id === about ? { ...task, ...stands } : task)),
    withdraw: what === "safe" ? null : held.told.withdraw,
  };
  duty.value = { ...held, told };
  keep("tasks", told, held.heard_ms).catch(console.warn);
}
