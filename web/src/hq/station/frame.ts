// The hydrograph's frame: which hours and heights it shows, and where on the paper they lie.
import type { Past, SeriesPoint, Station } from "../../api/shapes";
import { rungsOf } from "../../rivers/levels";
import { lines } from "./lines";
import { around, scale, type Span } from "../scales";
import { endOf, SPANS, startOf, type Shown } from "./span";
import { usualParts } from "./usual";

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  times: Span;
  heights: Span;
  x: (time: number) => number;
  y: (height_m: number) => number;
  /** Back from the paper to the time. */
  time: (x: number) => number;
}

const MARGIN = { left: 52, right: 14, top: 12, bottom: 24 };
const AHEAD = 0.25; // of what is shown, for the projection
const WITH_PROJECTION_S = SPANS.d1;

/** What is switched on beside the water and has to have room. */
function heightsOf(past: Past | null, times: Span): number[] {
  if (past === null) return [];
  const on = lines.value;
  return [
    ...(on.has("usual") ? usualParts(past, times).flatMap(({ p05, p95 }) => [p05, p95]) : []),
    ...(on.has("record") && past.record !== null ? [past.record.result] : []),
    ...(on.has("floods") ? past.floods.map(({ result }) => result) : []),
  ];
}

export interface Framed {
  station: Station;
  points: SeriesPoint[];
  past: Past | null;
  shown: Shown;
  now_ms: number;
}

/** Frame a station's series so that it, all its thresholds and its projection have room. */
export function frameOf({ station, points, past, shown, now_ms }: Framed, width: number, height: number): Frame {
  const hasAhead = station.projection !== null && shown.end_ms === null && shown.span_s <= WITH_PROJECTION_S;
  const ahead_ms = hasAhead ? Math.min(AHEAD * shown.span_s, 3 * 3600) * 1000 : 0;
  const times = { from: startOf(shown, now_ms), to: endOf(shown, now_ms) + ahead_ms };
  const values = points
    .filter(({ t }) => Date.parse(t) >= times.from && Date.parse(t) <= times.to)
    .flatMap(({ min, max }) => [min, max]);
  const rungs = rungsOf(station.thresholds).map(({ threshold_m }) => threshold_m);
  const heights = around([...values, ...rungs, ...heightsOf(past, times)], 0.5);
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  return {
    left, right, top, bottom, times, heights,
    x: scale(times, { from: left, to: right }),
    y: scale(heights, { from: bottom, to: top }),
    time: scale({ from: left, to: right }, times),
  };
}
