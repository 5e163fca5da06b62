// Acts that were done without an uplink: kept, sent in order when it is back, each once.
//
// An act is written down before it is first sent, and carries a key of its own: whatever is lost
// on the way, the server does it once. What the server refuses is shown with its reason and
// holds up nothing behind it.

/** What somebody wants done: a POST, and how the list of what waits names it. */
export interface Wanted {
  kind: string;
  /** Which alert, place or text it is about, as it is shown. */
  about: string;
  path: string;
  body: object | null;
}

export interface Act extends Omit<Wanted, "body"> {
  key: string;
  /** The run it was done in, and when, by the run's clock. */
  run: string;
  at: string;
  body: string | null;
  /** Why the server will not do it; null while it waits. */
  refusal: { status: number; message: string } | null;
}

/** What became of an attempt: done with its answer, refused for good, or to be tried later. */
export type Sent = { done: unknown } | { refused: { status: number; message: string } } | "later";

export interface ActShelf {
  all: () => Promise<Act[]>;
  put: (act: Act) => Promise<void>;
  drop: (key: string) => Promise<void>;
}

export interface Outbox {
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
export function makeOutbox(
  shelf: ActShelf,
  send: (act: Act) => Promise<Sent>,
  alone: (work: () => Promise<void>) => Promise<void>,
  changed: (acts: Act[]) => void,
): Outbox {
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
