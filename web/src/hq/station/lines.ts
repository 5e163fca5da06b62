// What may be drawn beside the water: the usual range, the highest known, the last floods. Each device remembers.
import { signal } from "@preact/signals";

export const LINES = ["usual", "record", "floods"] as const;
export type Line = (typeof LINES)[number];

const KEPT_AS = "kawamori.chart-lines";
const kept = localStorage.getItem(KEPT_AS)?.split(" ") ?? ["usual"];
export const lines = signal<ReadonlySet<Line>>(new Set(LINES.filter((each) => kept.includes(each))));

export function turn(line: Line): void {
  const next = new Set(lines.value);
  if (!next.delete(line)) next.add(line);
  lines.value = next;
  localStorage.setItem(KEPT_AS, [...next].join(" "));
}
