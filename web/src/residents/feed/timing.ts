// When to ask again: every half a minute while somebody looks, seldomer when it fails or we are asked to.

const EVERY_S = 30;
const JITTER_S = 10;
const MOST_S = 300;

export interface Heard {
  /** Asks in a row that failed. */
  failures: number;
  /** Cache-Control: max-age and Retry-After of the last answer, if any. */
  maxAge_s: number | null;
  retryAfter_s: number | null;
}

/** Seconds until the next ask; `random` is from 0 to 1, so that a city does not ask at once. */
export function nextAsk_s({ failures, maxAge_s, retryAfter_s }: Heard, random: number): number {
  const backedOff = EVERY_S * 2 ** Math.min(failures, 5);
  const wanted = Math.max(backedOff, maxAge_s ?? 0, retryAfter_s ?? 0);
  const most = Math.max(MOST_S, Math.min(retryAfter_s ?? 0, 3600));
  return Math.min(wanted, most) + random * JITTER_S * (1 + failures);
}

const seconds = (text: string | undefined | null): number | null => {
  const value = Number(text ?? NaN);
  return Number.isFinite(value) && value >= 0 ? value : null;
};

/** Read what an answer says of the next ask. A date in Retry-After is not honoured to the second. */
export function wishes(headers: Pick<Headers, "get">): Pick<Heard, "maxAge_s" | "retryAfter_s"> {
  const maxAge = /max-age=(\d+)/.exec(headers.get("cache-control") ?? "");
  return { maxAge_s: seconds(maxAge?.[1]), retryAfter_s: seconds(headers.get("retry-after")) };
}
