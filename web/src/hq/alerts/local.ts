// A time as the browser's own field for it writes it, read as Japan's.
const JAPAN_MS = 9 * 3600_000;
const TO_THE_MINUTE = 16;

export function toLocal(time_ms: number): string {
  return new Date(time_ms + JAPAN_MS).toISOString().slice(0, TO_THE_MINUTE);
}

/** The moment that was written; throws where nothing was. */
export function fromLocal(local: string): string {
  return new Date(`${local}:00+09:00`).toISOString();
}
