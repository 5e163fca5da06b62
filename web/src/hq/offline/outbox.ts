// Acts of headquarters that were done without an uplink.
import type { OutboxOf, ShelfOfActs, Waiting } from "../../keeping/outbox";

export { makeOutbox, type Sent } from "../../keeping/outbox";

/** What somebody wants done: a POST, and how the list of what waits names it. */
export interface Wanted {
  kind: string;
  /** Which alert, place or text it is about, as it is shown. */
  about: string;
  path: string;
  body: object | null;
}

export interface Act extends Omit<Wanted, "body">, Waiting {
  /** The run it was done in, and when, by the run's clock. */
  run: string;
  at: string;
  body: string | null;
}

export type ActShelf = ShelfOfActs<Act>;
export type Outbox = OutboxOf<Act>;
