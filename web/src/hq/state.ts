// What the page knows, as signals: the feed writes them, the views read them.
import { computed, signal } from "@preact/signals";

import type { Alert, Config, Delivery, Me, Run, Station } from "../api/shapes";
import { setClock, tell, type RunClock } from "../rivers/clock";
import { standingOf, worstFirst, type Standing } from "../rivers/standing";

export type Session = "unknown" | "out" | "must_change" | "in" | "unreachable";
export const session = signal<Session>("unknown");
export const me = signal<Me | null>(null);
/** Whether the role of whoever looks includes an act. */
export const may = (act: string): boolean => me.value?.acts.includes(act) ?? false;
export const config = signal<Config | null>(null);

/** A station, and where the map shows it. */
export interface Sited {
  station: Station;
  at: [number, number] | null;
}

export const runs = signal<Run[]>([]);
/** The run on show; "" is reality. */
export const runName = signal("");
export const run = computed(() => runs.value.find((each) => each.run === runName.value) ?? null);

export const stations = signal<ReadonlyMap<string, Sited>>(new Map());
export const alerts = signal<ReadonlyMap<number, Alert>>(new Map());
export const deliveries = signal<Delivery[]>([]);
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
export const now_ms = computed(() => tell(clock.value, ticked_ms.value));

export const selectedId = signal<string | null>(null);
export const selected = computed(() => {
  const id = selectedId.value;
  return id === null ? null : (stations.value.get(id) ?? null);
});

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
    .filter((station) => wanted === "" || matches(station, wanted))
    .sort(worstFirst);
});

export const openAlerts = computed<Alert[]>(() =>
  [...alerts.value.values()]
    .filter((alert) => alert.closed_at === null)
    .sort((a, b) => b.level - a.level || a.opened_at.localeCompare(b.opened_at)),
);
