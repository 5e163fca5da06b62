// What the river usually does, through a part of time.
import type { Past } from "../../api/shapes";
import type { Span } from "../scales";

export interface UsualPart extends Span {
  p05: number;
  p95: number;
}

/** The usual range through a part of time: one piece, or one a month where months differ. */
export function usualParts({ usual }: Past, { from, to }: Span): UsualPart[] {
  const [first] = usual;
  if (first === undefined) return [];
  if (first.month === null) return [{ from, to, p05: first.p05, p95: first.p95 }];
  const byMonth = new Map(usual.map((each) => [each.month, each]));
  const parts: UsualPart[] = [];
  let begins = from;
  while (begins < to) {
    const date = new Date(begins);
    const ends = Math.min(to, Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
    const month = byMonth.get(date.getUTCMonth() + 1);
    if (month !== undefined) parts.push({ from: begins, to: ends, p05: month.p05, p95: month.p95 });
    begins = ends;
  }
  return parts;
}

/** The usual range that holds at a time. */
export function usualAt(past: Past, time: number): Past["usual"][number] | null {
  const month = new Date(time).getUTCMonth() + 1;
  return past.usual.find((each) => each.month === null || each.month === month) ?? null;
}
