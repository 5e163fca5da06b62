// How the system is: asked for while somebody looks, and how far this device's clock is off.
import { computed, signal } from "@preact/signals";

import { getStatus, type Check, type SystemStatus } from "../../api/status";
import { endsSession } from "../feed";
import { isStale, runName } from "../state";

const EVERY_MS = 10_000;
const CLOCK_OFF_S = 60; // a minute: times that people note by this device are wrong

/** What the server last said, and when, by the clock that only counts. */
export const told = signal<{ status: SystemStatus; at_ms: number; clock_off_s: number } | null>(null);
export const failed = signal(false);

export type Trust = SystemStatus["trust"];

/** Whether to trust it now: a lost link decides, whatever the server said before. */
export const trust = computed<Trust | null>(() => {
  if (isStale.value || failed.value) return "no";
  if (told.value === null) return null;
  const { status, clock_off_s } = told.value;
  return status.trust === "yes" && Math.abs(clock_off_s) > CLOCK_OFF_S ? "partly" : status.trust;
});

/** How far this device's clock is ahead, in seconds, halfway through the asking. */
function offBy(status: SystemStatus, asked_ms: number): number {
  return ((asked_ms + Date.now()) / 2 - Date.parse(status.wall)) / 1000;
}

export async function look(): Promise<void> {
  const [name, asked_ms] = [runName.peek(), Date.now()];
  try {
    const status = await getStatus(name);
    if (name !== runName.peek()) return;
    told.value = { status, at_ms: performance.now(), clock_off_s: offBy(status, asked_ms) };
    failed.value = false;
  } catch (error) {
    failed.value = !endsSession(error);
  }
}

/** Look now and again until the returned function is called. */
export function keepLooking(): () => void {
  void look();
  const looking = setInterval(() => void look(), EVERY_MS);
  return () => {
    clearInterval(looking);
  };
}

/** A check's age now: what the server said, and what has passed here since. */
export const ageOf = ({ age_s }: Check, since_s: number): number | null => (age_s === null ? null : age_s + since_s);

export const clockIsOff = (off_s: number): boolean => Math.abs(off_s) > CLOCK_OFF_S;
