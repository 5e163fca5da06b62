// What the page knows, as signals: the feed writes them, the views read them.
import { computed, signal } from "@preact/signals";

import type { Alert, Config, Delivery, Me, Order, Run, Station } from "../api/shapes";
import { setClock, tell, type RunClock } from "../rivers/clock";
import { standingOf, worstFirst, type Standing } from "../rivers/standing";
import { passes } from "./filters";

export type Session = "unknown" | "out" | "must_change" | "in" | "unreachable";
export const session = signal<Session>("unknown");
export const me = signal<Me | null>(null);
/** Whether the role of whoever looks includes an act. Looking back, nobody acts. */
export const may = (act: string): boolean =>
  (act === "see" || asOf.value === null) && (me.value?.acts.includes(act) ?? false);
export const config = signal<Config | null>(null);

/** A station, and where the map shows it. */
export interface Sited {
  station: Station;
  at: [number, number] | null;
}

/** A run as it was at a moment gone by, from what was known then. */
export interface Past {
  at_ms: number;
  stations: ReadonlyMap<string, Sited>;
  alerts: ReadonlyMap<number, Alert>;
  deliveries: Delivery[];
  orders: Order[];
}
const NOTHING: Past = { at_ms: 0, stations: new Map(), alerts: new Map(), deliveries: [], orders: [] };

/** The moment that is looked back to; null while the page shows how things are. */
export const asOf = signal<number | null>(null);
/** What has been loaded of it: a moment behind while another is fetched. */
export const loadedPast = signal<Past | null>(null);
/** What the page shows instead of how things are; null while it shows that. */
export const past = computed<Past | null>(() =>
  asOf.value === null ? null : (loadedPast.value ?? { ...NOTHING, at_ms: asOf.value }),
);

export const runs = signal<Run[]>([]);
/** The run on show; "" is reality. */
export const runName = signal("");
export const run = computed(() => runs.value.find((each) => each.run === runName.value) ?? null);

/** What the stream keeps true, also while somebody looks back. */
export const liveStations = signal<ReadonlyMap<string, Sited>>(new Map());
export const liveAlerts = signal<ReadonlyMap<number, Alert>>(new Map());
export const liveDeliveries = signal<Delivery[]>([]);

export const stations = computed(() => past.value?.stations ?? liveStations.value);
export const alerts = computed(() => past.value?.alerts ?? liveAlerts.value);
export const deliveries = computed(() => past.value?.deliveries ?? liveDeliveries.value);
/** Whether the run's stations have arrived at all: an empty city is not a page still loading. */
export const loaded = signal(false);
/** How often the run on show was loaded anew: what the layers hold may have missed changes by then. */
export const reloads = signal(0);
export const trouble = signal<string | null>(null);

/** halted: the server is there and can't read its database. */
export type LinkState = "connecting" | "live" | "lost" | "halted";
export const link = signal<LinkState>("connecting");
/** Whether what is on screen is no longer true to the rivers. */
export const isStale = computed(() => link.value === "lost" || link.value === "halted");
/** When anything was last heard, by the monotonic clock. */
export const heard_ms = signal(performance.now());

export const clock = signal<RunClock>(setClock(new Date().toISOString(), 1, performance.now()));
/** The monotonic clock as the screen last read it; ages are told from here. */
export const ticked_ms = signal(performance.now());
export const liveNow_ms = computed(() => tell(clock.value, ticked_ms.value));
const ROUGHLY_MS = 10_000;
/** Now to ten seconds: what is drawn by it is not drawn anew every second. */
export const roughlyNow_ms = computed(() => Math.floor(liveNow_ms.value / ROUGHLY_MS) * ROUGHLY_MS);
/** The time that ages on screen are told from. */
export const now_ms = computed(() => past.value?.at_ms ?? liveNow_ms.value);

export const selectedId = signal<string | null>(null);
export const selected = computed(() => {
  const id = selectedId.value;
  return id === null ? null : (stations.value.get(id) ?? null);
});

/** Whether the station's page has the whole floor, with an address of its own. */
export const enlarged = signal(false);

export function closeStation(): void {
  selectedId.value = null;
  enlarged.value = false;
}

export const filter = signal<Standing | null>(null);
export const search = signal("");

function matches(station: Station, wanted: string): boolean {
  const names = [station.name, station.name_en, station.river, station.station_id];
  return names.some((name) => name.toLowerCase().includes(wanted));
}

/** The list beside the map: all of it, worst first, or what was asked for. */
export const listed = computed<Station[]>(() => {
  const wanted = search.value.trim().toLowerCase();
  const standing = filter.value;
  return Array.from(stations.value.values(), ({ station }) => station)
    .filter((station) => standing === null || standingOf(station) === standing)
    .filter(passes)
    .filter((station) => wanted === "" || matches(station, wanted))
    .sort(worstFirst);
});

const openAmong = (all: ReadonlyMap<number, Alert>): Alert[] =>
  [...all.values()]
    .filter((alert) => alert.closed_at === null)
    .sort((a, b) => b.level - a.level || a.opened_at.localeCompare(b.opened_at));

export const openAlerts = computed<Alert[]>(() => openAmong(alerts.value));
export const liveOpenAlerts = computed<Alert[]>(() => openAmong(liveAlerts.value));
