// Times as a person types and plans them, by a clock in Japan.
import { clockTime, dayAndMonth, fullDate } from "../../words/formats";

const JAPAN_MS = 9 * 60 * 60_000;
const TO_MINUTES = 16;

/** As the field for a day and a time has it. */
export const typedTime = (time_ms: number): string =>
  new Date(time_ms + JAPAN_MS).toISOString().slice(0, TO_MINUTES);

/** What was typed as a time; null where it is none. */
export function readTime(typed: string): string | null {
  const time_ms = Date.parse(`${typed}:00+09:00`);
  return Number.isNaN(time_ms) ? null : new Date(time_ms).toISOString();
}

/** A time that was planned, with its day when that is not today. */
export const planned = (time: string, now_ms: number): string =>
  fullDate(time) === fullDate(now_ms) ? clockTime(time) : `${dayAndMonth(time)} ${clockTime(time)}`;

/** The next full quarter of an hour. */
export const nextQuarter = (time_ms: number): number => Math.ceil(time_ms / 900_000) * 900_000;

const LONGEST_MS = 3 * 24 * 3_600_000;

/** Whether a call-out may last from one to the other: the server asks again. */
export function mayLast(begins: string | null, ends: string | null, now_ms: number): boolean {
  if (begins === null || ends === null) return false;
  const [from_ms, to_ms] = [Date.parse(begins), Date.parse(ends)];
  return to_ms > from_ms && to_ms > now_ms && to_ms - from_ms <= LONGEST_MS;
}
