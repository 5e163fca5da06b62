// What this phone keeps of being told: what was shown, what was opened, what it has asked for.
//
// The page and the service worker share it. Nothing of it is anybody's name or place.
import type { DBSchema } from "idb";

import { shelfOf } from "../../keeping/shelf";
import type { Wishes } from "./wishes";

/** A push as it was shown here. */
export interface Shown {
  id: string;
  title: string;
  body: string;
  level: number;
  family: string;
  code: string | null;
  url: string;
  /** By this phone's clock: when it came. */
  told_at: string;
  lang: string;
  read: boolean;
}

/** A browser's place at its push service, as its ``PushSubscription.toJSON`` has it. */
export interface Address {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** What was asked of the server, for whoever has to ask it again without the page. */
export interface Asked {
  wishes: Wishes;
  /** What the server knows this browser by; null: it was not told yet. */
  address: Address | null;
  /** What to show when a push can't be read: the worker has no words of its own. */
  unreadable: { title: string; body: string };
}

/** What is still to be ended at the server: a browser's place, or a number by its key. */
export type Ending = { address: Address } | { stop_key: string };

interface Shelf extends DBSchema {
  shown: { key: string; value: Shown; indexes: { told_at: string } };
  opened: { key: string; value: { id: string } };
  asked: { key: "push"; value: Asked };
  endings: { key: number; value: Ending };
}

const NAME = "kawamori-telling";
export const MOST_SHOWN = 200;
/** Who keeps or reads something says so here, so that an open page shows it. */
export const CHANGES = "kawamori-telling";

const shelf = shelfOf<Shelf>(NAME, (fresh) => {
  fresh.createObjectStore("shown", { keyPath: "id" }).createIndex("told_at", "told_at");
  fresh.createObjectStore("opened", { keyPath: "id" });
  fresh.createObjectStore("asked");
  fresh.createObjectStore("endings", { autoIncrement: true });
});

function sayChanged(): void {
  const channel = new BroadcastChannel(CHANGES);
  channel.postMessage(null);
  channel.close();
}

/** Keep what was shown; the same message that comes again stays as it was. The oldest goes. */
export async function keepShown(message: Shown): Promise<void> {
  const transaction = (await shelf()).transaction("shown", "readwrite");
  if ((await transaction.store.getKey(message.id)) === undefined) await transaction.store.put(message);
  let over = (await transaction.store.count()) - MOST_SHOWN;
  for (let oldest = await transaction.store.index("told_at").openCursor(); oldest !== null && over > 0; over -= 1) {
    await oldest.delete();
    oldest = await oldest.continue();
  }
  await transaction.done;
  sayChanged();
}

/** What was shown, the newest first. */
export async function allShown(): Promise<Shown[]> {
  return (await (await shelf()).getAllFromIndex("shown", "told_at")).reverse();
}

/** Note that messages were read: this one, or all. */
export async function markRead(id?: string): Promise<void> {
  const transaction = (await shelf()).transaction("shown", "readwrite");
  for (const message of await transaction.store.getAll(id)) {
    if (!message.read) await transaction.store.put({ ...message, read: true });
  }
  await transaction.done;
  sayChanged();
}

export async function forgetShown(): Promise<void> {
  await (await shelf()).clear("shown");
  sayChanged();
}

/** Messages that were opened and that the server has not heard of. */
export const openings = {
  add: async (id: string): Promise<void> => {
    await (await shelf()).put("opened", { id });
  },
  all: async (): Promise<string[]> => (await shelf()).getAllKeys("opened"),
  drop: async (id: string): Promise<void> => (await shelf()).delete("opened", id),
};

export async function asked(): Promise<Asked | null> {
  return (await (await shelf()).get("asked", "push")) ?? null;
}

export async function keepAsked(what: Asked): Promise<void> {
  await (await shelf()).put("asked", what, "push");
}

export async function forgetAsked(): Promise<void> {
  await (await shelf()).delete("asked", "push");
}

/** What is still to be ended, with what each is dropped by. */
export const endings = {
  add: async (ending: Ending): Promise<void> => {
    await (await shelf()).add("endings", ending);
  },
  all: async (): Promise<[number, Ending][]> => {
    const found: [number, Ending][] = [];
    const { store } = (await shelf()).transaction("endings");
    for await (const { key, value } of store) found.push([key, value]);
    return found;
  },
  drop: async (key: number): Promise<void> => (await shelf()).delete("endings", key),
};
