// The places that somebody chose on this phone. They stay on it: no request ever carries them.
import { computed, signal } from "@preact/signals";

import type { Places } from "../contracts";
import type { Point } from "../geo/distance";
import { middle } from "../geo/outlines";

export interface Chosen {
  areas: readonly string[];
  stations: readonly string[];
}

const KEPT_AS = "kawamori.places";
const MOST = 20;

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string").slice(0, MOST) : [];

/** What was kept, whatever an older version or a hand left there. */
export function readChosen(kept: string | null): Chosen {
  try {
    const found = JSON.parse(kept ?? "{}") as Partial<Record<keyof Chosen, unknown>> | null;
    return { areas: strings(found?.areas), stations: strings(found?.stations) };
  } catch {
    return { areas: [], stations: [] };
  }
}

export const chosen = signal<Chosen>(readChosen(typeof localStorage === "undefined" ? null : localStorage.getItem(KEPT_AS)));
export const isChosen = computed(() => chosen.value.areas.length + chosen.value.stations.length > 0);

/** Where the person stands, as long as this page is open; null: nobody asked the phone. */
export const position = signal<Point | null>(null);

/** Choose a place, or choose it no more. */
export function toggle(kind: keyof Chosen, id: string): void {
  const before = chosen.value[kind];
  const after = before.includes(id) ? before.filter((each) => each !== id) : [...before, id].slice(-MOST);
  chosen.value = { ...chosen.value, [kind]: after };
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(chosen.value));
  } catch {
    // A phone that keeps nothing shows them as long as the page is open.
  }
}

/** The gauges of the places: those chosen, and those that speak for the areas. */
export function stationsOf({ areas, stations }: Chosen, places: Places): Set<string> {
  const speaking = places.areas.filter(({ area_id }) => areas.includes(area_id)).flatMap(({ station_ids }) => station_ids);
  return new Set([...stations, ...speaking].filter((id) => places.stations.some(({ station_id }) => station_id === id)));
}

/** Where distances count from: the person, or the middle of the first area that was chosen. */
export function origin(places: Places): Point | null {
  if (position.value !== null) return position.value;
  const area = places.areas.find(({ area_id }) => area_id === chosen.value.areas[0]);
  if (area !== undefined) return middle(area.geometry);
  const station = places.stations.find(({ station_id }) => station_id === chosen.value.stations[0]);
  if (station === undefined || station.lon === null || station.lat === null) return null;
  return { lon: station.lon, lat: station.lat };
}
