// What this phone keeps: what it was told last and when, and what waits to be sent.
import type { DBSchema } from "idb";

import type { Waiting, ShelfOfActs } from "../keeping/outbox";
import { shelfOf } from "../keeping/shelf";
import type { Area, Ask, Card, Own, PublicKey } from "./contracts";
import type { TasksTold } from "./duty/contracts";

/** Something that was told, and when by this page's clock. */
export interface Heard<Told> {
  told: Told;
  heard_ms: number;
}

interface Parts {
  me: Own;
  asks: Ask[];
  tasks: TasksTold;
  card: Card;
  keys: PublicKey[];
  areas: Area[];
}
/** What anybody may keep, whose phone it ever is. */
const PUBLIC: readonly (keyof Parts)[] = ["keys", "areas"];

/** What waits to be sent: a POST whose body carries a key that the server does once. */
export interface Act extends Waiting {
  kind: "step" | "answer" | "report";
  /** The task or the call-out that it is about; 0: none. */
  about: number;
  /** Which step, answer or kind of report it is. */
  what: string;
  path: string;
  body: string;
  at: string;
}

type Row = Act & { n: number };

interface Shelf extends DBSchema {
  told: { key: keyof Parts; value: Heard<unknown> };
  acts: { key: string; value: Row; indexes: { n: number } };
  reports: { key: string; value: Row; indexes: { n: number } };
}

const shelf = shelfOf<Shelf>("kawamori-responder", (fresh) => {
  fresh.createObjectStore("told");
  fresh.createObjectStore("acts", { keyPath: "key" }).createIndex("n", "n");
  fresh.createObjectStore("reports", { keyPath: "key" }).createIndex("n", "n");
});

export async function keep<Name extends keyof Parts>(name: Name, told: Parts[Name], heard_ms: number): Promise<void> {
  await (await shelf()).put("told", { told, heard_ms }, name);
}

export async function kept<Name extends keyof Parts>(name: Name): Promise<Heard<Parts[Name]> | null> {
  return ((await (await shelf()).get("told", name)) as Heard<Parts[Name]> | undefined) ?? null;
}

/** Forget whose phone this was. */
export async function forget(): Promise<void> {
  const transaction = (await shelf()).transaction(["told", "acts", "reports"], "readwrite");
  const told = transaction.objectStore("told");
  for (const name of await told.getAllKeys()) if (!PUBLIC.includes(name)) await told.delete(name);
  await transaction.objectStore("acts").clear();
  await transaction.objectStore("reports").clear();
  await transaction.done;
}

/** Acts in the order they were done. Reports lie apart: a picture holds up nobody who withdraws. */
export const actsIn = (store: "acts" | "reports"): ShelfOfActs<Act> => ({
  all: async () => (await shelf()).getAllFromIndex(store, "n"),
  put: async (act) => {
    const transaction = (await shelf()).transaction(store, "readwrite");
    const last = await transaction.store.index("n").openKeyCursor(null, "prev");
    const held = await transaction.store.get(act.key);
    const n = held?.n ?? (last === null ? 1 : last.key + 1);
    await transaction.store.put({ ...act, n });
    await transaction.done;
  },
  drop: async (key) => {
    await (await shelf()).delete(store, key);
  },
});
