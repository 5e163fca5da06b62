// How many answers of residents wait, of reality or of rehearsals, as the run on show is.
import { computed, signal } from "@preact/signals";

import { getWaiting } from "../../api/inbound";
import type { InboundWaiting } from "../../api/shapes";
import { runName } from "../state";

const NOTHING: InboundWaiting = { waiting: 0, untaken: 0, newest_at: null };

export const inbound = signal<InboundWaiting>(NOTHING);
/** Grows with every change, so that the open view asks again what the answers say. */
export const changes = signal(0);
export const isRehearsed = computed(() => runName.value !== "");

export function takeWaiting(now: InboundWaiting): void {
  inbound.value = now;
  changes.value += 1;
}

export function forgetWaiting(): void {
  takeWaiting(NOTHING);
}

/** Count what waits. Throws `Refused`. */
export async function loadWaiting(): Promise<void> {
  const name = runName.value;
  const found = await getWaiting(name !== "");
  if (name === runName.value) takeWaiting(found);
}
