// Which stations the list shows, besides those of a level: by age of the data, by river, by area.
import { signal } from "@preact/signals";

import type { Station } from "../api/shapes";
import { lookOf } from "../rivers/standing";

/** How old what is known of a station is, in the few steps that matter at a glance. */
export const AGES = ["fresh", "late", "silent", "asleep"] as const;
export type Age = (typeof AGES)[number];

export function ageStep(station: Pick<Station, "freshness">): Age {
  switch (lookOf(station)) {
    case "live":
      return "fresh";
    case "late":
      return "late";
    case "dormant":
      return "asleep";
    default:
      return "silent";
  }
}

export const ageFilter = signal<Age | null>(null);
export const riverFilter = signal("");
export const areaFilter = signal("");

/** An area that stations speak for: a district of the city, and so of a branch office. */
export interface Voiced {
  area_id: string;
  name: string;
  station_ids: readonly string[];
}
/** Known once the areas were loaded. */
export const voiced = signal<readonly Voiced[]>([]);

export function passes(station: Station): boolean {
  const age = ageFilter.value;
  if (age !== null && ageStep(station) !== age) return false;
  if (riverFilter.value !== "" && station.river !== riverFilter.value) return false;
  if (areaFilter.value === "") return true;
  const area = voiced.value.find(({ area_id }) => area_id === areaFilter.value);
  return area === undefined || area.station_ids.includes(station.station_id);
}

export function clearFilters(): void {
  ageFilter.value = null;
  riverFilter.value = "";
  areaFilter.value = "";
}
