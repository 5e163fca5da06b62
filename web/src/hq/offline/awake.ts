// A laptop that slept: its counting clock stood still, so what is on screen is older than it says.

const NOTICEABLE_MS = 5_000;

/** Two clocks of the device, read at the same moment. */
export interface Reading {
  /** The clock on the wall, which goes on while the device sleeps, and which somebody may set. */
  wall_ms: number;
  /** The clock that only counts. */
  count_ms: number;
}

/** How long the device slept between two readings, in milliseconds; 0 where it did not. */
export function slept(before: Reading, after: Reading): number {
  const gap = after.wall_ms - before.wall_ms - (after.count_ms - before.count_ms);
  return gap > NOTICEABLE_MS ? gap : 0;
}

export const read = (): Reading => ({ wall_ms: Date.now(), count_ms: performance.now() });
