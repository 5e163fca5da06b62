// What administration knows: stations, drafts and files, and which of them is on show.
import { computed, signal } from "@preact/signals";

import {
  getAdministered,
  getDrafts,
  getFiles,
  getPhrases,
  type Administered,
  type Draft,
  type MasterFile,
  type Phrase,
} from "../../api/admin";
import { getAreas } from "../../api/client";
import type { HqArea } from "../../api/shapes";
import { runName } from "../state";

export const SECTIONS = ["stations", "areas", "phrases", "policy", "files", "drafts"] as const;
export type Section = (typeof SECTIONS)[number];

/** An area with its outline. */
export interface Outlined {
  area: HqArea;
  geometry: { type: string; coordinates: unknown };
}

export type OnShow =
  | { kind: "station"; id: string }
  | { kind: "new"; what: "station" | "phrase" }
  | { kind: "area"; id: string }
  | { kind: "phrase"; id: string }
  | { kind: "policy" }
  | { kind: "draft"; id: number }
  | { kind: "file"; id: number };

export const section = signal<Section>("stations");
export const onShow = signal<OnShow | null>(null);
export const stations = signal<Administered[] | null>(null);
export const areas = signal<Outlined[]>([]);
export const phrases = signal<Phrase[]>([]);
export const drafts = signal<Draft[]>([]);
export const endedDrafts = signal<Draft[]>([]);
export const files = signal<MasterFile[]>([]);

export const station = computed(() => {
  const chosen = onShow.value;
  if (chosen?.kind !== "station") return null;
  return stations.value?.find(({ station_id }) => station_id === chosen.id) ?? null;
});

export function go(to: Section): void {
  section.value = to;
  onShow.value = to === "policy" ? { kind: "policy" } : null;
}

/** Read everything anew, as after an act of one's own or somebody else's publication. */
export async function reload(): Promise<void> {
  const run = runName.value;
  const [all, waiting, ended, taken, saved, drawn] = await Promise.all([
    getAdministered(run),
    getDrafts(false),
    getDrafts(true),
    getFiles(),
    getPhrases(""),
    getAreas(run),
  ]);
  stations.value = all;
  drafts.value = waiting;
  endedDrafts.value = ended;
  files.value = taken;
  phrases.value = saved;
  areas.value = drawn.features.map(({ properties, geometry }) => ({ area: properties, geometry }));
}
