// How long the code of one's own pass can still be shown.
import type { Heard } from "../kept";
import type { Card } from "../contracts";
import { spanOf } from "./verify";

const SET_BACK_MS = 120_000;
const RENEW_MS = 10 * 60_000;

/**
 * When a code is over, by this page's clock.
 *
 * It lasts as long as it says from when it came: a phone whose clock is wrong shows the right time
 * that is left. One that came in the future came by a clock that was set back: it is over.
 */
export function endsAt_ms({ told, heard_ms }: Heard<Card>, now_ms: number): number {
  const span = spanOf(told.code);
  if (span === null || heard_ms > now_ms + SET_BACK_MS) return 0;
  return heard_ms + (span.ends_ms - span.begins_ms);
}

/** Whether to ask for a newer code while the pass is on show. */
export const isToRenew = (ends_ms: number, now_ms: number): boolean => ends_ms - now_ms < 2 * RENEW_MS;
