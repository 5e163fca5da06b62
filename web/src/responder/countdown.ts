// Time that is left, as it is read from an arm's length.

export interface Left {
  isOver: boolean;
  /** Minutes and seconds that are left, or since when it is over. */
  text: string;
  /** Whole minutes, for whoever listens: a voice that says each second says nothing. */
  minutes: number;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** What is left until a moment. What is begun counts: at 0:00 it is over. */
export function left(until_ms: number, now_ms: number): Left {
  const isOver = until_ms <= now_ms;
  const seconds = isOver ? Math.floor((now_ms - until_ms) / 1000) : Math.ceil((until_ms - now_ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = two(seconds % 60);
  const text = hours > 0 ? `${hours}:${two(minutes % 60)}:${rest}` : `${minutes}:${rest}`;
  return { isOver, text, minutes: isOver ? minutes : Math.ceil(seconds / 60) };
}
