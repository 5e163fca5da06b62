// The hydrograph's frame: which hours and heights it shows, and where on the paper they lie.
import type { Station } from "../api/shapes";
import type { Rung } from "../rivers/levels";
import { around, scale, type Span } from "./scales";
import { SPANS, type Drawn, type SpanName } from "./series";
import { now_ms } from "./state";

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  times: Span;
  heights: Span;
  x: (time: number) => number;
  y: (height_m: number) => number;
}

const MARGIN = { left: 52, right: 14, top: 12, bottom: 24 };
const AHEAD_S: Partial<Record<SpanName, number>> = { h3: 3600, h12: 3 * 3600 };

/** Frame a station's series so that it, all its thresholds and its projection have room. */
export function frameOf(station: Station, drawn: Drawn, rungs: Rung[], width: number, height: number): Frame {
  const now = now_ms.value;
  const ahead = station.projection === null ? 0 : (AHEAD_S[drawn.span] ?? 0);
  const times = { from: now - SPANS[drawn.span] * 1000, to: now + ahead * 1000 };
  const shown = drawn.points.filter(({ t }) => Date.parse(t) >= times.from);
  const values = shown.flatMap(({ min, max }) => [min, max]);
  const heights = around([...values, ...rungs.map(({ threshold_m }) => threshold_m)], 0.5);
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  return {
    left, right, top, bottom, times, heights,
    x: scale(times, { from: left, to: right }),
    y: scale(heights, { from: bottom, to: top }),
  };
}
