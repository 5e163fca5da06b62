// What the page knows of official information: what is in force in the run, and the names there are.
import { computed, signal } from "@preact/signals";

import { getOfficial, getOfficialNames } from "../../api/official";
import type { Official, OfficialList, OfficialName } from "../../api/shapes";
import { now_ms, runName } from "../state";

export const official = signal<Official[]>([]);
export const names = signal<OfficialName[]>([]);

/** What is in force now: what runs out by itself announces nothing. */
export const inForce = computed(() =>
  official.value.filter(
    ({ in_force, valid_until }) => in_force && (valid_until === null || Date.parse(valid_until) > now_ms.value),
  ),
);

export function takeOfficial({ run, official: open }: OfficialList): void {
  if (run === runName.value) official.value = open;
}

export function forgetOfficial(): void {
  official.value = [];
}

/** Load what is in force. Throws `Refused`. */
export async function loadOfficial(): Promise<void> {
  takeOfficial(await getOfficial(runName.value));
}

export async function loadNames(): Promise<void> {
  if (names.value.length === 0) names.value = await getOfficialNames();
}
