// The part of time that the chart shows: a length that ends now, or where somebody has moved it.
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

export const SPANS = { h3: 3 * HOUR_S, h12: 12 * HOUR_S, d1: DAY_S, d7: 7 * DAY_S, d30: 30 * DAY_S, y1: 365.25 * DAY_S };
export const SPAN_NAMES = ["h3", "h12", "d1", "d7", "d30", "y1", "all"] as const;
export type SpanName = (typeof SPAN_NAMES)[number];

export interface Shown {
  span_s: number;
  /** Null: it ends now, and goes on with the clock. */
  end_ms: number | null;
}

export const START: Shown = { span_s: SPANS.h12, end_ms: null };

const LEAST_S = 600;
const MOST_S = 150 * SPANS.y1;

export const endOf = ({ end_ms }: Shown, now_ms: number) => end_ms ?? now_ms;
export const startOf = (shown: Shown, now_ms: number) => endOf(shown, now_ms) - shown.span_s * 1000;

/** A length by its name, ending now; `all` goes back to the first reading there is. */
export function named(name: SpanName, first_ms: number | null, now_ms: number): Shown {
  if (name !== "all") return { span_s: SPANS[name], end_ms: null };
  const span_s = first_ms === null ? SPANS.y1 : (now_ms - first_ms) / 1000;
  return { span_s: Math.min(MOST_S, Math.max(LEAST_S, span_s * 1.02)), end_ms: null };
}

/** Whatever would end in the future ends now. */
function upToNow(span_s: number, end_ms: number, now_ms: number): Shown {
  return { span_s, end_ms: end_ms >= now_ms ? null : end_ms };
}

/** Move by a part of the length: forward, or back where it is negative. */
export function pan(shown: Shown, by: number, now_ms: number): Shown {
  return upToNow(shown.span_s, endOf(shown, now_ms) + by * shown.span_s * 1000, now_ms);
}

/** Show a part of it, or more; the time under the pointer stays where it is. */
export function zoom(shown: Shown, factor: number, now_ms: number, anchor_ms?: number): Shown {
  const span_s = Math.min(MOST_S, Math.max(LEAST_S, shown.span_s * factor));
  const end_ms = endOf(shown, now_ms);
  const anchor = anchor_ms ?? (shown.end_ms === null ? now_ms : end_ms - shown.span_s * 500);
  return upToNow(span_s, anchor + (end_ms - anchor) * (span_s / shown.span_s), now_ms);
}
