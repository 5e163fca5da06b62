// Which layers are on, on this device; which place is chosen, and whose list is on show.
import { signal } from "@preact/signals";

import { tab } from "../tabs";

const KEPT_AS = "kawamori.layers";

function kept(): Record<string, boolean> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}");
    return typeof read === "object" && read !== null ? (read as Record<string, boolean>) : {};
  } catch {
    return {};
  }
}

export const STATIONS = "stations";

export const switched = signal<Record<string, boolean>>(kept());

export function turn(name: string, on: boolean): void {
  switched.value = { ...switched.value, [name]: on };
  localStorage.setItem(KEPT_AS, JSON.stringify(switched.value));
}

/** Something on the map that is no station. */
export interface Place {
  layer: string;
  id: string;
}
export const chosen = signal<Place | null>(null);
/** Whose list stands beside the map. */
export const listed = signal("shelters");

/** Show a place in its list, and where it is. */
export function choose(place: Place | null): void {
  chosen.value = place;
  if (place === null) return;
  listed.value = place.layer;
  tab.value = "places";
}

export function showList(name: string): void {
  if (name === STATIONS) tab.value = "stations";
  else {
    listed.value = name;
    tab.value = "places";
  }
}
