// To whom a task can be given: those who come to a call-out, or everybody who is approved.
import type { CalloutWhole, Responder, Task } from "./contracts";

export interface Candidate {
  responder_id: number;
  name: string | null;
  isFit: boolean;
  isBusy: boolean;
}

/** Those who could go first, who is on a task last. */
export function candidatesOf(
  people: readonly Responder[], tasks: readonly Task[], callout: CalloutWhole | null,
): Candidate[] {
  const coming = callout === null ? null : new Set(callout.asks.filter((each) => each.is_coming).map((each) => each.responder_id));
  const busy = new Set(tasks.filter(({ is_open }) => is_open).map(({ responder_id }) => responder_id));
  return people
    .filter(({ state, responder_id }) => state === "approved" && (coming?.has(responder_id) ?? true))
    .map(({ responder_id, name, reasons }) => ({
      responder_id, name, isFit: reasons.length === 0, isBusy: busy.has(responder_id),
    }))
    .sort((a, b) => Number(b.isFit) - Number(a.isFit) || Number(a.isBusy) - Number(b.isBusy) || a.responder_id - b.responder_id);
}
