// What is being written: it stays while the person looks elsewhere, and when it could not be sent.
import { signal } from "@preact/signals";

import { writingPath, type Entry, type EntryAsked, type EntryKind, type Way } from "../../api/chronology";
import { doOrKeep } from "../offline/sending";
import { now_ms, runName } from "../state";

export const BOX = "writing-body";

export const kind = signal<EntryKind>("information");
export const body = signal("");
/** As the clock of Japan shows it, without zone; "" is now. */
export const happened = signal("");
export const source = signal("");
export const way = signal<Way>("");
export const place = signal("");
export const aboutEntry = signal<Entry | null>(null);
export const corrected = signal<Entry | null>(null);
/** The same until it is known to be recorded: what is sent twice is one entry. */
let key = crypto.randomUUID();

function beginWith(entry: Entry): void {
  if (entry.station_id !== null) place.value = entry.station_id;
  document.getElementById(BOX)?.focus();
}

export function about(entry: Entry): void {
  aboutEntry.value = entry;
  corrected.value = null;
  beginWith(entry);
}

export function correcting(entry: Entry): void {
  corrected.value = entry;
  aboutEntry.value = null;
  if (entry.entry_kind !== null) kind.value = entry.entry_kind;
  beginWith(entry);
}

export function detach(): void {
  aboutEntry.value = null;
  corrected.value = null;
}

function written(): EntryAsked {
  const at = happened.value === "" ? new Date(now_ms.value).toISOString() : `${happened.value}:00+09:00`;
  return {
    entry_key: key,
    kind: kind.value,
    body: body.value.trim(),
    happened_at: at,
    source: source.value.trim(),
    way: way.value,
    ...(place.value === "" ? {} : { station_id: place.value }),
    ...(aboutEntry.value === null ? {} : { about: aboutEntry.value.entry }),
    ...(corrected.value === null ? {} : { corrects: corrected.value.entry }),
  };
}

/** Record what was written, now or when the link is back; true where it waits. Throws `Refused`. */
export async function record(): Promise<boolean> {
  const entry = written();
  const path = writingPath(runName.value);
  const outcome = await doOrKeep<Entry>({ kind: "chronology", about: entry.body, path, body: entry });
  key = crypto.randomUUID();
  body.value = "";
  happened.value = "";
  source.value = "";
  way.value = "";
  detach();
  return outcome.kept;
}
