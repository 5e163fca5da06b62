// What time it is: by a clock of this page that only goes forward, and by the run's.
import { signal } from "@preact/signals";

interface Clocks {
  wall: () => number;
  counter: () => number;
}

/**
 * Make a clock that only goes forward: it counts the phone's sleep, and no hand can set it back.
 *
 * A wall clock alone can be set back, and what had lapsed would stand again; a counter alone stands
 * still on some phones while they sleep.
 */
export function forward({ wall, counter }: Clocks): () => number {
  const begun = { wall: wall(), counter: counter() };
  let last = begun.wall;
  return () => {
    const counted = begun.wall + (counter() - begun.counter);
    last = Math.max(last, counted, wall());
    return last;
  };
}

/** Milliseconds since 1970, or later. */
export const ticks_ms = forward({ wall: () => Date.now(), counter: () => performance.now() });

/** The same, moved on each second while somebody looks. */
export const now_ms = signal(ticks_ms());

/** How far the run's clock is ahead of this page's. */
export const ahead_ms = signal(0);

/**
 * Set the run's clock by an answer and the moment it was asked for.
 *
 * An answer may be long on its way, while the phone sleeps say: taken for fresh it would set the clock
 * back by as long, and nobody would be missed. So the clock is ahead by the way there at most.
 */
export function setRun(told: string, asked_ms: number): void {
  ahead_ms.value = Date.parse(told) - asked_ms;
}

export const runNow_ms = (): number => ticks_ms() + ahead_ms.value;
export const runNow = (): string => new Date(runNow_ms()).toISOString();

const EVERY_MS = 1000;

export function startClock(): void {
  const tick = () => {
    now_ms.value = ticks_ms();
  };
  setInterval(() => {
    if (document.visibilityState === "visible") tick();
  }, EVERY_MS);
  document.addEventListener("visibilitychange", tick);
}
