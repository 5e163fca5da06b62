// What this browser keeps for one person: the last state of each run, and acts that wait to be sent.
import type { DBSchema } from "idb";

import { shelfOf } from "../../keeping/shelf";
import type { Config, Me, Run } from "../../api/shapes";
import type { Act, ActShelf } from "./outbox";

/** Who looked last, at which run, and when what is kept was true. */
export interface Head {
  person: string;
  me: Me;
  config: Config;
  runs: Run[];
  run: string;
  /** By this device's clock: when the server was last heard, and when this is to be forgotten. */
  heard_at: number;
  ends_at: number;
}

/** One part of a run's state. */
export interface Kept {
  person: string;
  run: string;
  part: string;
  value: unknown;
  /** The run's time when it was kept, and this device's. */
  now_ms: number;
  kept_at: number;
}

interface Shelf extends DBSchema {
  heads: { key: string; value: Head };
  parts: { key: [string, string, string]; value: Kept; indexes: { person: string } };
  acts: { key: string; value: Act & { person: string; n: number }; indexes: { n: number } };
}

const NAME = "kawamori";

const shelf = shelfOf<Shelf>(NAME, (fresh) => {
  fresh.createObjectStore("heads", { keyPath: "person" });
  fresh.createObjectStore("parts", { keyPath: ["person", "run", "part"] }).createIndex("person", "person");
  fresh.createObjectStore("acts", { keyPath: "key" }).createIndex("n", "n");
});

export async function keepState(head: Head, parts: Kept[]): Promise<void> {
  const transaction = (await shelf()).transaction(["heads", "parts"], "readwrite");
  const writes = parts.map((part) => transaction.objectStore("parts").put(part));
  await Promise.all([...writes, transaction.objectStore("heads").put(head), transaction.done]);
}

/** Whoever looked last on this device, if that may still be shown. What has ended is forgotten. */
export async function lastHead(now: number): Promise<Head | null> {
  const heads = await (await shelf()).getAll("heads");
  const over = heads.filter(({ ends_at }) => ends_at <= now);
  await Promise.all(over.map(({ person }) => forgetState(person)));
  const standing = heads.filter((head) => !over.includes(head));
  return standing.sort((a, b) => b.heard_at - a.heard_at)[0] ?? null;
}

export async function keptParts(person: string, run: string): Promise<Kept[]> {
  return (await shelf()).getAll("parts", IDBKeyRange.bound([person, run], [person, run, []]));
}

/** Forget what a person has seen here. Acts that wait stay theirs. */
export async function forgetState(person: string): Promise<void> {
  const transaction = (await shelf()).transaction(["heads", "parts"], "readwrite");
  const parts = transaction.objectStore("parts");
  for (const key of await parts.index("person").getAllKeys(person)) await parts.delete(key);
  await transaction.objectStore("heads").delete(person);
  await transaction.done;
}

/** Forget what everybody else has seen here: one device, one person at a time. */
export async function forgetOthers(person: string): Promise<void> {
  const people = await (await shelf()).getAllKeys("heads");
  await Promise.all(people.filter((each) => each !== person).map(forgetState));
}

/** Forget whatever was kept, for whomever: nobody is signed in here. */
export async function forgetStates(): Promise<void> {
  const transaction = (await shelf()).transaction(["heads", "parts"], "readwrite");
  await transaction.objectStore("heads").clear();
  await transaction.objectStore("parts").clear();
  await transaction.done;
}

/** The acts of one person, in the order they were done. */
export function actsOf(person: string): ActShelf {
  return {
    all: async () => {
      const acts = await (await shelf()).getAllFromIndex("acts", "n");
      return acts.filter((act) => act.person === person);
    },
    put: async (act) => {
      const transaction = (await shelf()).transaction("acts", "readwrite");
      const last = await transaction.store.index("n").openKeyCursor(null, "prev");
      const held = await transaction.store.get(act.key);
      const n = held?.n ?? (last === null ? 1 : last.key + 1);
      await transaction.store.put({ ...act, person, n });
      await transaction.done;
    },
    drop: async (key) => {
      await (await shelf()).delete("acts", key);
    },
  };
}

/** How many acts wait on this device, whosever they are. */
export async function actsWaiting(): Promise<number> {
  return (await shelf()).count("acts");
}
