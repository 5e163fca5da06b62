// A station's series for the part of time on show, which may move with the run's clock.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getSeries } from "../../api/client";
import type { HqSeries, SeriesPoint, Station } from "../../api/shapes";
import { endsSession } from "../feed";
import { now_ms, past, runName } from "../state";
import { extend } from "../scales";
import { endOf, startOf, type Shown } from "./span";

const REFETCH_MS = 60_000; // late readings change what has already been drawn
const SETTLED_MS = 150; // while somebody drags, nothing is asked for

export interface Fetched {
  /** The newest answer, if any: it may be of a part of time that was on show before. */
  drawn: HqSeries | null;
  failed: boolean;
}

/** Fetch the part of time, again every minute, and grow it by what the stream brings in between. */
export function useSeries(station: Station, shown: Shown): Fetched {
  const failed = useSignal(false);
  const fetched = useSignal<HqSeries | null>(null);
  const tail = useSignal<SeriesPoint[]>([]);
  const id = station.station_id;
  const { span_s, end_ms } = shown;
  const then = past.value?.at_ms; // the moment that is looked back at, if one is
  const goesOn = end_ms === null && then === undefined;

  useEffect(() => {
    let left = false;
    const fetchShown = async () => {
      const now = now_ms.peek();
      const window = { start: new Date(startOf(shown, now)), end: new Date(endOf(shown, now)) };
      try {
        const series = await getSeries(id, runName.peek(), window, then === undefined ? then : new Date(then).toISOString());
        if (left) return;
        fetched.value = series;
        failed.value = false;
      } catch (error) {
        if (!left && !endsSession(error)) failed.value = true;
      }
    };
    const first = setTimeout(() => void fetchShown(), fetched.peek() === null ? 0 : SETTLED_MS);
    const again = then === undefined ? setInterval(() => void fetchShown(), REFETCH_MS) : undefined;
    return () => {
      left = true;
      clearTimeout(first);
      clearInterval(again);
    };
  }, [id, span_s, end_ms, then]);

  useSignalEffect(() => {
    const since = Date.parse(fetched.value?.points.at(-1)?.t ?? "");
    tail.value = tail.peek().filter(({ t }) => !(Date.parse(t) <= since));
  });
  useEffect(() => {
    const { stage_m, observed_at } = station;
    if (stage_m === null || observed_at === null || past.peek() !== null) return;
    const point = { t: observed_at, min: stage_m, mean: stage_m, max: stage_m, n: 1 };
    tail.value = extend(tail.peek(), [point]);
  }, [station.observed_at, station.stage_m]);

  const series = fetched.value;
  const drawn = series && (goesOn ? { ...series, points: extend(series.points, tail.value) } : series);
  return { drawn, failed: failed.value };
}
