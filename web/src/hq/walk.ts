// From station to station on the map by keyboard: in the list's order, the worst first, each told by name.
import { signal } from "@preact/signals";

import type { Station } from "../api/shapes";
import type { Sited } from "./state";
import { listed, now_ms, selectedId, stations } from "./state";
import { metres } from "../words/formats";
import { words } from "../words/language";
import { ageOf, jumpNameOf, levelOf, nameOf } from "./wording";

/** Where the walk has got to. */
export const walkedId = signal<string | null>(null);
/** What a screen reader is told of it. */
export const told = signal("");

export const STEPS: Readonly<Record<string, 1 | -1>> = { "]": 1, PageDown: 1, "[": -1, PageUp: -1 };

/** The station after this one, or before it, among those on the map; the worst where there was none. */
export function next<T extends { station_id: string }>(all: readonly T[], from: string | null, by: 1 | -1): T | undefined {
  const at = all.findIndex(({ station_id }) => station_id === from);
  if (at === -1) return all[0];
  return all[(at + by + all.length) % all.length];
}

function sentence(station: Station): string {
  const level = `${words.peek().level} ${station.level ?? ""} ${levelOf(station)}`;
  const parts = [nameOf(station), level, jumpNameOf(station) ?? "", metres(station.stage_m), ageOf(station, now_ms.peek())];
  return parts.filter((part) => part !== "").join("、");
}

/** Go a step and say where that leads; null where no station is on the map. */
export function walk(by: 1 | -1): Sited | null {
  const known = stations.peek();
  const all = listed.peek().filter(({ station_id }) => (known.get(station_id)?.at ?? null) !== null);
  const station = next(all, walkedId.peek(), by);
  if (station === undefined) return null;
  walkedId.value = station.station_id;
  told.value = words.peek().layers.walked(all.indexOf(station) + 1, all.length, sentence(station));
  return known.get(station.station_id) ?? null;
}

/** Open the station that the walk has got to. */
export function openWalked(): Sited | null {
  const id = walkedId.peek();
  const found = id === null ? undefined : stations.peek().get(id);
  if (found === undefined) return null;
  selectedId.value = id;
  return found;
}
