// What the page knows of the chronology: the entries read so far, and what narrows them down.
import { batch, computed, signal } from "@preact/signals";

import { getPage, type Entry, type Kind, type Narrowed } from "../../api/chronology";
import { lineAddress } from "../address";
import { asOf, runName } from "../state";

const PAGE = 100;
const CATCH_UP = 500;

/** The order they are shown in: the newest or the oldest at the top. */
export const oldestFirst = computed(() => lineAddress.value["order"] === "oldest");
export const entries = signal<Entry[]>([]);
/** Where the line goes on below; null at its end, undefined before anything was read. */
export const next = signal<string | null | undefined>(undefined);
/** Whether what is on show reaches the newest entry, so that what is new belongs below or above it. */
const reachesNewest = computed(() => !oldestFirst.value || next.value === null);

const KINDS = "kind";

export const chosenKinds = computed<Kind[]>(
  () => (lineAddress.value[KINDS]?.split(",").filter(Boolean) ?? []) as Kind[],
);

/** Narrow the line down by one thing more, or less where the value is empty. */
export function narrow(name: string, value: string): void {
  const others = Object.entries(lineAddress.value).filter(([each]) => each !== name);
  lineAddress.value = Object.fromEntries(value === "" ? others : [...others, [name, value]]);
}

export function toggleKind(kind: Kind): void {
  const kinds = chosenKinds.value;
  narrow(KINDS, (kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind]).join(","));
}

export function widen(): void {
  const { order } = lineAddress.value;
  lineAddress.value = order === undefined ? {} : { order };
}

/** What is asked of the server: a day and an hour in Japan are told as such. */
export const narrowed = computed<Narrowed>(() => {
  const asked: Narrowed = [];
  for (const [name, value] of Object.entries(lineAddress.value)) {
    if (name === KINDS) asked.push(...chosenKinds.value.map((kind): [string, string] => [KINDS, kind]));
    else if (name === "since" || name === "until") asked.push([name, `${value}:00+09:00`]);
    else if (name !== "order") asked.push([name, value]);
  }
  if (asOf.value !== null) asked.push(["as_of", new Date(asOf.value).toISOString()]);
  return asked;
});
export const isNarrowed = computed(() => Object.keys(lineAddress.value).some((name) => name !== "order"));

/** What was read is shown only if nothing else was asked for meanwhile. */
const asking = computed(() => ({ run: runName.value, narrowed: narrowed.value, oldest: oldestFirst.value }));

function add(found: Entry[], where: "above" | "below"): void {
  const known = new Set(entries.value.map(({ entry }) => entry));
  const fresh = found.filter(({ entry }) => !known.has(entry));
  const again = new Map(found.map((entry) => [entry.entry, entry]));
  const held = entries.value.map((entry) => again.get(entry.entry) ?? entry);
  entries.value = where === "above" ? [...fresh.toReversed(), ...held] : [...held, ...fresh];
}

/** Read the line anew from its beginning. Throws `Refused`. */
export async function load(): Promise<void> {
  const asked = asking.value;
  const page = await getPage(asked.run, asked.narrowed, [
    ["limit", String(PAGE)],
    ["oldest_first", String(asked.oldest)],
  ]);
  if (asked !== asking.value) return;
  batch(() => {
    entries.value = page.entries;
    next.value = page.next;
  });
}

/** Read on below what is on show. Throws `Refused`. */
export async function loadMore(): Promise<void> {
  const [asked, from] = [asking.value, next.value];
  if (from === null || from === undefined) return;
  const page = await getPage(asked.run, asked.narrowed, [
    [asked.oldest ? "after" : "before", from],
    ["limit", String(PAGE)],
  ]);
  if (asked !== asking.value) return;
  batch(() => {
    add(page.entries, "below");
    next.value = page.next;
  });
}

/** Take in what is new, and what became of the newest entries meanwhile. Throws `Refused`. */
export async function catchUp(): Promise<void> {
  const asked = asking.value;
  if (next.value === undefined || !reachesNewest.value) return;
  const newest = asked.oldest ? entries.value.at(-1) : entries.value[0];
  if (newest === undefined) {
    await load();
    return;
  }
  let from: string | null = newest.cursor;
  while (from !== null) {
    const page = await getPage(asked.run, asked.narrowed, [
      ["after", from],
      ["limit", String(CATCH_UP)],
    ]);
    if (asked !== asking.value) return;
    if (page.entries.length > 0) add(page.entries, asked.oldest ? "below" : "above");
    from = page.next;
  }
}

export function forget(): void {
  batch(() => {
    entries.value = [];
    next.value = undefined;
  });
}
