// The outbox of whoever is signed in: what waits is sent when the link stands.
import { effect, signal } from "@preact/signals";

import { Refused, sendKeyed } from "../../api/client";
import { link, liveNow_ms, me, runName, session } from "../state";
import { makeOutbox, type Act, type Outbox, type Sent, type Wanted } from "./outbox";
import { actsOf, actsWaiting } from "./shelf";

/** What waits, or was refused and has not been looked at, in the order it was done. */
export const unsent = signal<Act[]>([]);
/** How many acts wait on this device while nobody is signed in. */
export const waitingHere = signal(0);

const PATIENCE_MS = 10_000;
const AGAIN_MS = 5_000;
const NOT_NOW = new Set([401, 408, 425, 429]);

let outbox: Outbox | undefined;

async function send(act: Act): Promise<Sent> {
  try {
    return { done: await sendKeyed(act.path, act.body, act.key, AbortSignal.timeout(PATIENCE_MS)) };
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500 || NOT_NOW.has(error.status)) return "later";
    return { refused: { status: error.status, message: error.message } };
  }
}

/** One window of a browser sends at a time. */
const alone = async (work: () => Promise<void>): Promise<void> => {
  await navigator.locks.request("kawamori-outbox", work);
};

/** The run that a path names, or the one on show. */
function actOf(wanted: Wanted): Act {
  const body = wanted.body === null ? null : JSON.stringify(wanted.body);
  const at = new Date(liveNow_ms.peek()).toISOString();
  return { ...wanted, body, at, key: crypto.randomUUID(), run: runName.peek(), refusal: null };
}

export type Outcome<T> = { kept: false; answer: T } | { kept: true };

/**
 * Do an act now, or keep it until the link is back.
 *
 * Throws `Refused` when the server answers no at once: then nothing is kept.
 */
export async function doOrKeep<T>(wanted: Wanted): Promise<Outcome<T>> {
  const act = actOf(wanted);
  if (outbox === undefined) {
    return { kept: false, answer: (await sendKeyed(act.path, act.body, act.key)) as T };
  }
  const sent = await outbox.add(act);
  if (sent === "later") return { kept: true };
  if ("done" in sent) return { kept: false, answer: sent.done as T };
  await outbox.drop(act.key);
  throw new Refused(sent.refused.status, sent.refused.message);
}

/** Whether an act on a path waits to be sent. */
export const waits = (path: string): Act | undefined =>
  unsent.value.find((act) => act.path === path && act.refusal === null);

export async function dropAct(act: Act): Promise<void> {
  await outbox?.drop(act.key);
}

/** Drop all that waits: its person signs out, and has been asked. */
export async function dropAll(): Promise<void> {
  for (const { key } of unsent.peek()) await outbox?.drop(key);
}

/** Try what was refused anew: another act, with a key of its own. */
export async function doAnew(act: Act): Promise<void> {
  await outbox?.drop(act.key);
  await outbox?.add({ ...act, key: crypto.randomUUID(), refusal: null });
}

export function flush(): void {
  void outbox?.flush().catch((error: unknown) => {
    console.warn(error);
  });
}

/** Have the outbox belong to whoever is signed in, and send when the link stands. */
export function startSending(): void {
  effect(() => {
    const person = me.value?.person;
    if (person === undefined) {
      outbox = undefined;
      unsent.value = [];
      actsWaiting().then((count) => (waitingHere.value = count), console.warn);
      return;
    }
    outbox = makeOutbox(actsOf(person), send, alone, (acts) => {
      if (me.peek()?.person === person) unsent.value = acts;
    });
    flush();
  });
  effect(() => {
    if (link.value === "live" && session.value === "in") flush();
  });
  setInterval(() => {
    if (link.peek() === "live" && unsent.peek().some(({ refusal }) => refusal === null)) flush();
  }, AGAIN_MS);
}
