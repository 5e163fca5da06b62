// A station's series for a window that moves with the run's clock.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getSeries } from "../api/client";
import type { Series, SeriesPoint, Station } from "../api/shapes";
import { endsSession } from "./feed";
import { asOf, now_ms, past, runName } from "./state";
import { extend } from "./scales";

const HOUR_S = 3600;
export const SPANS = { h3: 3 * HOUR_S, h12: 12 * HOUR_S, h48: 48 * HOUR_S, d7: 168 * HOUR_S, y1: 8766 * HOUR_S };
export type SpanName = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as SpanName[];

const REFETCH_MS = 60_000; // late readings change what has already been drawn

export interface Drawn extends Series {
  span: SpanName;
}

export interface Fetched {
  drawn: Drawn | null;
  failed: boolean;
}

/** Fetch the window, again every minute, and grow it by what the stream brings in between. */
export function useSeries(station: Station, span: SpanName): Fetched {
  const failed = useSignal(false);
  const fetched = useSignal<Drawn | null>(null);
  const tail = useSignal<SeriesPoint[]>([]);
  const id = station.station_id;
  const then = past.value?.at_ms;

  useEffect(() => {
    let left = false;
    const fetchWindow = async () => {
      const end = now_ms.peek();
      const window = { start: new Date(end - SPANS[span] * 1000), end: new Date(end) };
      try {
        const series = await getSeries(id, runName.peek(), window, then === undefined ? undefined : new Date(then).toISOString());
        if (left) return;
        fetched.value = { ...series, span };
        failed.value = false;
      } catch (error) {
        if (!endsSession(error)) failed.value = true;
      }
    };
    void fetchWindow();
    const again = then === undefined ? setInterval(() => void fetchWindow(), REFETCH_MS) : undefined;
    return () => {
      left = true;
      clearInterval(again);
    };
  }, [id, span, then]);

  useSignalEffect(() => {
    const since = Date.parse(fetched.value?.points.at(-1)?.t ?? "");
    tail.value = tail.peek().filter(({ t }) => !(Date.parse(t) <= since));
  });
  useEffect(() => {
    const { stage_m, observed_at } = station;
    if (stage_m === null || observed_at === null || asOf.peek() !== null) return;
    const point = { t: observed_at, min: stage_m, mean: stage_m, max: stage_m, n: 1 };
    tail.value = extend(tail.peek(), [point]);
  }, [station.observed_at, station.stage_m]);

  const series = fetched.value;
  const drawn = series && { ...series, points: then === undefined ? extend(series.points, tail.value) : series.points };
  return { drawn, failed: failed.value };
}
