// Two accounts of the same thing may arrive in either order, one from the list and one from
// the stream: the later account holds.
import type { Alert, Delivery, Station } from "../api/shapes";

const latest = (...times: (string | null)[]): number =>
  Math.max(...times.map((time) => (time === null ? -Infinity : Date.parse(time))));

/** Whether what arrived is at least as late as what is held. */
export function supersedes(arrived: Station, held: Station | undefined): boolean {
  if (held === undefined) return true;
  const known = (station: Station) => latest(station.assessed_at, station.received_at);
  return known(arrived) >= known(held);
}

/** An alert only gains: transitions, an acknowledgement, a word on who has it, an end. */
export function supersedesAlert(arrived: Alert, held: Alert | undefined): boolean {
  if (held === undefined) return true;
  const gained = ({ transitions, acknowledged_at, assigned, closed_at }: Alert) =>
    transitions.length +
    Number(acknowledged_at !== null) +
    (assigned?.assignment_id ?? 0) +
    Number(closed_at !== null);
  return gained(arrived) >= gained(held);
}

const LEDGER_LENGTH = 200;

/** Put changed deliveries into the ledger, newest first, no longer than it is kept on screen. */
export function enterDeliveries(ledger: Delivery[], changed: Delivery[]): Delivery[] {
  const rows = new Map(ledger.map((delivery) => [delivery.delivery_id, delivery]));
  for (const delivery of changed) rows.set(delivery.delivery_id, delivery);
  return [...rows.values()]
    .sort((a, b) => b.created_at.localeCompare(a.created_at) || b.level - a.level)
    .slice(0, LEDGER_LENGTH);
}
