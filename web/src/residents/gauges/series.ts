// What a gauge has shown over some hours.
import { ask } from "../feed/ask";
import { keep, kept } from "../feed/kept";

export interface Point {
  t: string;
  min: number;
  mean: number;
  max: number;
}

export interface Series {
  bin_s: number | null;
  points: Point[];
}

const HOUR_MS = 3600 * 1000;
const POINTS = 240; // as many as a telephone can show

/** The series of the last hours, or, with no network, as it was last seen on this phone. */
export async function seriesOf(stationId: string, hours: number, end_ms: number): Promise<Series> {
  const path = `/public/stations/${encodeURIComponent(stationId)}/series`;
  const start = new Date(end_ms - hours * HOUR_MS).toISOString();
  const under = `${path}?hours=${hours}`;
  try {
    const search = new URLSearchParams({ start, end: new Date(end_ms).toISOString(), points: String(POINTS) });
    const { told } = await ask<Series>(`${path}?${search}`);
    void keep(under, told, Date.now());
    return told;
  } catch (error) {
    const last = await kept<Series>(under);
    if (last === null) throw error;
    return last.told;
  }
}

/** Where the line may not be drawn through: between readings, more than three times their usual gap. */
export function unbroken(points: readonly Point[], bin_s: number | null): Point[][] {
  const gaps = points.slice(1).map(({ t }, n) => Date.parse(t) - Date.parse(points[n]?.t ?? t));
  const usual = bin_s === null ? ([...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0) : bin_s * 1000;
  const runs: Point[][] = [];
  points.forEach((point, n) => {
    if (n === 0 || (gaps[n - 1] ?? 0) > Math.max(3 * usual, 60_000)) runs.push([]);
    runs.at(-1)?.push(point);
  });
  return runs;
}
