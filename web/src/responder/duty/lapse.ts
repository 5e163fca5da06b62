// When what was told once may be acted on no more: half an hour after the last contact.
import type { Heard } from "../kept";

export const LAPSES_MS = 30 * 60_000;
const SET_BACK_MS = 120_000;

interface Told {
  now: string;
  valid_until: string;
}

/**
 * How long what was heard may still be acted on; 0: not any more.
 *
 * The server can make it shorter, never longer. What was heard in the future was heard by a clock
 * that has been set back since: nobody knows how old it is, so it has lapsed.
 */
export function lapsesIn_ms(heard: Heard<Told>, now_ms: number): number {
  const given_ms = Date.parse(heard.told.valid_until) - Date.parse(heard.told.now);
  const lasts_ms = Number.isFinite(given_ms) ? Math.min(given_ms, LAPSES_MS) : 0;
  if (heard.heard_ms > now_ms + SET_BACK_MS) return 0;
  return Math.max(0, heard.heard_ms + lasts_ms - now_ms);
}
