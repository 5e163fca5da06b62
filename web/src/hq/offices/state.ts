// What offices tell and ask one another in the run on show, and what of it waits for whoever looks.
import { computed, effect, signal } from "@preact/signals";

import { getNotes, getOffices, getRequests } from "../../api/offices";
import type { HandOver, Office, OfficeRequest } from "../../api/shapes";
import { liveNow_ms, me, reloads, runName } from "../state";

export const offices = signal<Office[]>([]);
export const notes = signal<HandOver[]>([]);
export const requests = signal<OfficeRequest[]>([]);

const mine = () => me.value?.office ?? null;

/** Whether a note is for whoever looks, and they have not said that they read it. */
export function isUnread(note: HandOver): boolean {
  const who = me.value?.person;
  if (note.person === who || note.reads.some(({ person }) => person === who)) return false;
  return note.to_all || note.to_office === mine();
}

export const isOpen = ({ state }: OfficeRequest): boolean => state === "asked" || state === "taken";

export const isOverdue = (request: OfficeRequest): boolean =>
  isOpen(request) && request.needed_by !== null && Date.parse(request.needed_by) < liveNow_ms.value;

/** How much waits: notes to read, what was asked of this office, and what is overdue of what it asked. */
export const waiting = computed(
  () =>
    notes.value.filter(isUnread).length +
    requests.value.filter(
      (each) =>
        (each.to_office === mine() && each.state === "asked") ||
        ((each.to_office === mine() || each.from_office === mine()) && isOverdue(each)),
    ).length,
);

function merged<T>(held: T[], changed: T[], idOf: (each: T) => number): T[] {
  const ids = new Set(changed.map(idOf));
  return [...changed, ...held.filter((each) => !ids.has(idOf(each)))].sort((a, b) => idOf(b) - idOf(a));
}

export function takeNotes(changed: HandOver[]): void {
  notes.value = merged(notes.value, changed, ({ note_id }) => note_id);
}

export function takeRequests(changed: OfficeRequest[]): void {
  requests.value = merged(requests.value, changed, ({ request_id }) => request_id);
}

export function forgetOffices(): void {
  notes.value = [];
  requests.value = [];
}

/** Load all of it. Throws `Refused`. */
export async function loadOffices(): Promise<void> {
  const name = runName.value;
  const [known, told, asked] = await Promise.all([getOffices(), getNotes(name), getRequests(name)]);
  if (name !== runName.value) return;
  offices.value = known;
  notes.value = told;
  requests.value = asked;
}

// With the run, and again whenever changes may have been missed.
effect(() => {
  if (reloads.value > 0) void loadOffices().catch(console.warn);
});
