// Looking back: which moment, fetching what was known then, moving along the time line, and coming back.
import { batch, computed, effect, signal } from "@preact/signals";

import {
  actOnlyUnless, getDeliveries, getOpenAlerts, getOrders, getStations,
} from "../../api/client";
import { getMoments } from "../../api/replay";
import type { MomentMark } from "../../api/shapes";
import { words } from "../../words/language";
import { refusalOf } from "../acting";
import { endsSession, sited } from "../feed";
import { asOf, liveNow_ms, loadedPast, runName, type Past } from "../state";

export const SPEEDS = [1, 10, 60] as const;
export const MINUTE_MS = 60_000;
const TICK_MS = 1000;
const KEPT = 40; // moments, so that going to and fro asks nothing twice

export interface Span {
  start_ms: number;
  marks: MomentMark[];
}
/** How far one can look back in the run on show, and what is marked there; null until it has been asked. */
export const span = signal<Span | null>(null);
export const wrong = signal<string | null>(null);
export const playing = signal(false);
export const speed = signal<(typeof SPEEDS)[number]>(10);

/** Whether what is on screen is of another moment than the one that was asked for. */
export const isFetching = computed(() => asOf.value !== null && asOf.value !== loadedPast.value?.at_ms);

const known = new Map<string, Past>();
let fetching = false;

async function fetchPast(run: string, at_ms: number): Promise<Past> {
  const key = `${run}\0${at_ms}`;
  const had = known.get(key);
  if (had !== undefined) return had;
  const at = new Date(at_ms).toISOString();
  const [stations, alerts, deliveries, orders] = await Promise.all([
    getStations(run, at),
    getOpenAlerts(run, at),
    getDeliveries(run, at),
    getOrders(run, false, at),
  ]);
  const past: Past = {
    at_ms,
    stations: new Map(stations.features.map((each) => [each.properties.station_id, sited(each)])),
    alerts: new Map(alerts.features.map(({ properties }) => [properties.alert_id, properties])),
    deliveries,
    orders: orders.orders,
  };
  known.set(key, past);
  const oldest = known.keys().next().value;
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return past;
}

/** Fetch what is asked for, one moment at a time: of those asked for meanwhile the last alone. */
async function follow(): Promise<void> {
  if (fetching) return;
  fetching = true;
  try {
    while (asOf.value !== null && asOf.value !== loadedPast.value?.at_ms) {
      const [run, at_ms] = [runName.value, asOf.value];
      const past = await fetchPast(run, at_ms);
      if (asOf.peek() === null || run !== runName.peek()) continue;
      loadedPast.value = past;
      wrong.value = null;
    }
  } catch (error) {
    playing.value = false;
    if (!endsSession(error)) wrong.value = refusalOf(error);
  } finally {
    fetching = false;
  }
}

/** Show the run as it was at a time; at or after now, as it is. */
export function lookBack(to_ms: number): void {
  if (Number.isNaN(to_ms)) return;
  if (to_ms >= liveNow_ms.peek()) {
    backToNow();
    return;
  }
  asOf.value = Math.max(to_ms, span.peek()?.start_ms ?? to_ms);
  void follow();
}

export function moveBy(minutes: number): void {
  lookBack((asOf.peek() ?? liveNow_ms.peek()) + minutes * MINUTE_MS);
}

/** Show how things are; the stream went on meanwhile. */
export function backToNow(): void {
  batch(() => {
    asOf.value = null;
    loadedPast.value = null;
    playing.value = false;
    wrong.value = null;
  });
}

/** Go to the event before the moment on show, or after it. */
export function toEvent(direction: -1 | 1): void {
  const at_ms = asOf.peek() ?? liveNow_ms.peek();
  const times = (span.peek()?.marks ?? []).map(({ at }) => Math.ceil(Date.parse(at) / 1000) * 1000);
  const next = direction < 0 ? times.findLast((each) => each < at_ms) : times.find((each) => each > at_ms);
  if (next !== undefined) lookBack(next);
}

/** Ask how far back the run goes and what happened in it. */
export async function loadSpan(): Promise<void> {
  const run = runName.value;
  try {
    const { start, marks } = await getMoments(run);
    if (run === runName.peek()) span.value = { start_ms: Date.parse(start), marks };
  } catch (error) {
    if (!endsSession(error)) console.warn(error);
  }
}

export function togglePlay(): void {
  if (asOf.peek() === null) moveBy(-60);
  playing.value = !playing.peek();
}

effect(() => {
  if (!playing.value) return;
  const ticking = setInterval(() => {
    if (asOf.peek() !== null) lookBack((asOf.peek() ?? 0) + TICK_MS * speed.peek());
  }, TICK_MS);
  return () => {
    clearInterval(ticking);
  };
});

let shownRun = runName.peek();
effect(() => {
  if (runName.value === shownRun) return;
  shownRun = runName.value;
  known.clear();
  span.value = null;
  backToNow();
});

actOnlyUnless(() => (asOf.peek() === null ? null : words.peek().replay.noActing));
