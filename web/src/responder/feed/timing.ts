// When to ask again: sooner on duty, later where nobody answers, not all at one instant.

const ON_DUTY_S = 10;
const OFF_DUTY_S = 30;
const MOST_S = 60;

/** Seconds until the next ask; `random` is from 0 to 1. */
export function nextAsk_s(isOnDuty: boolean, failures: number, random: number): number {
  const every_s = isOnDuty ? ON_DUTY_S : OFF_DUTY_S;
  return Math.min(MOST_S, every_s * 2 ** Math.min(failures, 3)) + random * (every_s / 5);
}
