// The hydrograph's arithmetic: where a time and a height fall, where the lines of the grid go.
import type { SeriesPoint } from "../api/shapes";

export interface Span {
  from: number;
  to: number;
}

/** Map a value of one span onto another, straight. */
export function scale(domain: Span, range: Span): (value: number) => number {
  const width = domain.to - domain.from || 1;
  return (value) => range.from + ((value - domain.from) / width) * (range.to - range.from);
}

/** A span that holds all values, with a margin, never thinner than `least`. */
export function around(values: number[], least: number): Span {
  if (values.length === 0) return { from: 0, to: least };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = Math.max((high - low) * 0.08, (least - (high - low)) / 2, 0.02);
  return { from: low - margin, to: high + margin };
}

const NICE = [1, 2, 5, 10];

/** Round numbers within a span, about as many as wanted. */
export function heightTicks({ from, to }: Span, wanted: number): number[] {
  const rough = (to - from) / wanted;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * (NICE.find((nice) => nice * decade >= rough) ?? 10);
  const ticks: number[] = [];
  for (let n = Math.ceil(from / step) || 0; n * step <= to; n += 1) ticks.push(n * step);
  return ticks;
}

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const STEPS = [5, 10, 15, 30].map((n) => n * MIN).concat(
  [1, 2, 3, 6, 12].map((n) => n * HOUR),
  [1, 2, 7, 30, 61].map((n) => n * DAY),
);
const JAPAN_MS = 9 * HOUR; // so that ticks fall on Japan's hours and midnights

/** Round times within a span, at most as many as fit, and whether they are days. */
export function timeTicks({ from, to }: Span, atMost: number): { times: number[]; daily: boolean } {
  const step = STEPS.find((each) => (to - from) / each <= atMost) ?? 61 * DAY;
  const first = Math.ceil((from + JAPAN_MS) / step) * step - JAPAN_MS;
  const times: number[] = [];
  for (let time = first; time <= to; time += step) times.push(time);
  return { times, daily: step >= DAY };
}

/** The longest pause that is still one line: beyond it readings are missing, and it must show. */
function patience(points: SeriesPoint[], step_s: number): number {
  const steps = points.slice(1).map(({ t }, n) => Date.parse(t) - Date.parse(points[n]?.t ?? t));
  steps.sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  return 3 * Math.max(step_s * 1000, usual);
}

/** Cut a series where readings are missing; a point is expected every `step_s`. */
export function unbroken(points: SeriesPoint[], step_s: number): SeriesPoint[][] {
  const limit = patience(points, step_s);
  const runs: SeriesPoint[][] = [];
  let before = -Infinity;
  for (const point of points) {
    const at = Date.parse(point.t);
    if (at - before > limit) runs.push([]);
    runs.at(-1)?.push(point);
    before = at;
  }
  return runs;
}

export type Place = readonly [number, number];

export function linePath(places: Place[]): string {
  const [first, ...rest] = places;
  if (first === undefined) return "";
  const step = ([x, y]: Place) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  // A lone reading is a dot: a stroke with round ends needs some length to show.
  if (rest.length === 0) return `M${step(first)}h0.01`;
  return `M${step(first)}L${rest.map(step).join("L")}`;
}

/** The area between an upper and a lower line. */
export function bandPath(upper: Place[], lower: Place[]): string {
  return upper.length < 2 ? "" : `${linePath([...upper, ...lower.toReversed()])}Z`;
}

/** Add what the stream brought after the series was fetched. */
export function extend(points: SeriesPoint[], tail: SeriesPoint[]): SeriesPoint[] {
  const last = points.at(-1)?.t;
  const after = last === undefined ? -Infinity : Date.parse(last);
  return [...points, ...tail.filter(({ t }) => Date.parse(t) > after)];
}
