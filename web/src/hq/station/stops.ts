// Where somebody who reads the chart by keys can stop: each point drawn, and each reading that was doubted.
import type { MarkedReading, SeriesPoint } from "../../api/shapes";

export interface Stop {
  at: number;
  value: number;
  point: SeriesPoint | null;
  mark: MarkedReading | null;
}

/** Points and doubted readings in order of time; a reading that is both is one stop. */
export function stopsOf(points: SeriesPoint[], marks: MarkedReading[]): Stop[] {
  const held = new Map(marks.map((mark) => [Date.parse(mark.t), mark]));
  const stops = points.map((point): Stop => {
    const at = Date.parse(point.t);
    const mark = point.n === 1 ? (held.get(at) ?? null) : null;
    if (mark !== null) held.delete(at);
    return { at, value: point.mean, point, mark };
  });
  for (const [at, mark] of held) stops.push({ at, value: mark.result, point: null, mark });
  return stops.sort((a, b) => a.at - b.at);
}

/** The stop nearest in time; where a doubted reading is within reach it is meant. */
export function stopAt(stops: Stop[], time: number, reach_ms: number): number | null {
  const nearest = (among: (stop: Stop) => boolean, within_ms: number) => {
    let best: number | null = null;
    let least_ms = within_ms;
    for (const [n, stop] of stops.entries()) {
      const away_ms = Math.abs(stop.at - time);
      if (away_ms > least_ms || !among(stop)) continue;
      best = n;
      least_ms = away_ms;
    }
    return best;
  };
  return nearest(({ mark }) => mark !== null, reach_ms) ?? nearest(() => true, Infinity);
}

/** The next doubted reading from a stop, before or after it. */
export function nextMarked(stops: Stop[], from: number, step: 1 | -1): number | null {
  for (let n = from + step; n >= 0 && n < stops.length; n += step) {
    if (stops[n]?.mark !== null) return n;
  }
  return null;
}
