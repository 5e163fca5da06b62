// The run's own time, carried on between two words of the server.
//
// A rehearsal runs at a speed of its own, and the clock of a desk computer may be wrong by
// minutes: time is what the server last said plus what has passed here since, by a clock
// that only counts.

export interface RunClock {
  now_ms: number;
  heard_ms: number;
  speed: number;
}

/** Set the clock by what the server says, at a count of the monotonic clock. */
export function setClock(now: string, speed: number, count_ms: number): RunClock {
  return { now_ms: Date.parse(now), heard_ms: count_ms, speed };
}

/** Tell the run's time in milliseconds, at a count of the monotonic clock. */
export function tell(clock: RunClock, count_ms: number): number {
  return clock.now_ms + (count_ms - clock.heard_ms) * clock.speed;
}
