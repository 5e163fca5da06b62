// What was done without a link: kept, sent in order when it is back, each once.
//
// An act is written down before it is first sent, and carries a key of its own: whatever is lost
// on the way, the server does it once. What the server refuses is shown with its reason and
// holds up nothing behind it.

export interface Refusal {
  status: number;
  message: string;
}

export interface Waiting {
  key: string;
  /** Why the server will not do it; null while it waits. */
  refusal: Refusal | null;
}

/** What became of an attempt: done with its answer, refused for good, or to be tried later. */
export type Sent = { done: unknown } | { refused: Refusal } | "later";

export interface ShelfOfActs<Act extends Waiting> {
  all: () => Promise<Act[]>;
  put: (act: Act) => Promise<void>;
  drop: (key: string) => Promise<void>;
}

export interface OutboxOf<Act extends Waiting> {
  /** Keep an act, and send what waits. Gives what became of it: "later" when it is kept. */
  add: (act: Act) => Promise<Sent>;
  /** Send what waits, in order, until one can't be sent now. */
  flush: () => Promise<void>;
  drop: (key: string) => Promise<void>;
}

/**
 * Make the outbox of one person.
 *
 * `alone` runs a piece of work while no other window does; `changed` is told all that is kept.
 */
export function makeOutbox<Act extends Waiting>(
  shelf: ShelfOfActs<Act>,
  send: (act: Act) => Promise<Sent>,
  alone: (work: () => Promise<void>) => Promise<void>,
  changed: (acts: Act[]) => void,
): OutboxOf<Act> {
  const outcomes = new Map<string, Sent>();
  const tell = async () => {
    changed(await shelf.all());
  };
  const sendOne = async (act: Act): Promise<boolean> => {
    const sent = await send(act);
    if (sent === "later") return false;
    outcomes.set(act.key, sent);
    if ("done" in sent) await shelf.drop(act.key);
    else await shelf.put({ ...act, refusal: sent.refused });
    return true;
  };
  const flush = () =>
    alone(async () => {
      for (;;) {
        const next = (await shelf.all()).find(({ refusal }) => refusal === null);
        if (next === undefined || !(await sendOne(next))) break;
        await tell();
      }
      await tell();
    });
  return {
    add: async (act) => {
      await shelf.put(act);
      await tell();
      await flush();
      const sent = outcomes.get(act.key) ?? "later";
      outcomes.clear();
      return sent;
    },
    flush,
    drop: async (key) => {
      await shelf.drop(key);
      await tell();
    },
  };
}
