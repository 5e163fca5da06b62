// Keep the page's knowledge of a run true: load it once, then follow the stream.
import { batch } from "@preact/signals";

import {
  getConfig, getDeliveries, getMe, getOpenAlerts, getOrders, getRuns, getStations, Refused,
} from "../api/client";
import type { Alert, Delivery, StationFeature } from "../api/shapes";
import { getWaiting } from "../api/inbound";
import { getOfficial } from "../api/official";
import { follow, type Stream } from "../api/stream";
import { getCameras } from "../api/layers";
import { takeSilences } from "./alerts/state";
import { takeMoved } from "./chronology/moved";
import { forgetCameras, takeCameras } from "./cameras/state";
import { setClock } from "../rivers/clock";
import { hear } from "./layers/heard";
import { forgetKept, fromKept, showKept } from "./offline/kept";
import { read, slept } from "./offline/awake";
import { forgetWaiting, takeWaiting } from "./inbound/state";
import { masterChanges } from "./master";
import { forgetOfficial, takeOfficial } from "./official/state";
import { enterDeliveries, supersedes, supersedesAlert } from "./newer";
import { forgetOffices, takeNotes, takeRequests } from "./offices/state";
import { forgetOrders, takeOrders } from "./orders/state";
import {
  clock,
  config,
  heard_ms,
  link,
  liveAlerts as alerts,
  liveDeliveries as deliveries,
  liveStations as stations,
  loaded,
  me,
  reloads,
  run,
  runName,
  runs,
  selectedId,
  session,
  ticked_ms,
  trouble,
  type Sited,
} from "./state";

const GATHER_MS = 200; // a storm of changes is drawn five times a second, not a thousand
const TICK_MS = 1000;
const LOAD_AGAIN_MS = 3000;

let stream: Stream | undefined;
let gathered: StationFeature[] = [];
let gathering: ReturnType<typeof setTimeout> | undefined;
let taken_ms = 0;

export function sited({ geometry, properties }: StationFeature): Sited {
  const [lon, lat] = geometry?.coordinates ?? [];
  return { station: properties, at: lon === undefined || lat === undefined ? null : [lon, lat] };
}

function takeStations(features: StationFeature[]): void {
  const next = new Map(stations.value);
  for (const feature of features) {
    const held = next.get(feature.properties.station_id)?.station;
    if (supersedes(feature.properties, held)) next.set(feature.properties.station_id, sited(feature));
  }
  stations.value = next;
}

function takeGathered(): void {
  const all = gathered;
  gathered = [];
  gathering = undefined;
  taken_ms = performance.now();
  takeStations(all);
}

/** A change after a pause is drawn at once, those of a storm together; before the first load all wait for the rest. */
function gather(features: StationFeature[]): void {
  gathered.push(...features);
  if (loaded.value) gathering ??= setTimeout(takeGathered, Math.max(0, taken_ms + GATHER_MS - performance.now()));
}

export function takeAlerts(changed: Alert[]): void {
  const next = new Map(alerts.value);
  for (const alert of changed) {
    if (supersedesAlert(alert, next.get(alert.alert_id))) next.set(alert.alert_id, alert);
  }
  alerts.value = next;
}

export function takeDeliveries(changed: Delivery[]): void {
  deliveries.value = enterDeliveries(deliveries.value, changed);
}

/** Set the run's clock by what the server just said. */
function hearClock(now: string): void {
  clock.value = setClock(now, run.value?.speed ?? 1, performance.now());
}

/** Load the whole of a run. Changes that arrive meanwhile are kept: the later account holds. */
async function load(name: string): Promise<void> {
  try {
    const [all, open, sent, ordered, waiting, announced, looking] = await Promise.all([
      getStations(name),
      getOpenAlerts(name),
      getDeliveries(name),
      getOrders(name),
      getWaiting(name !== ""),
      getOfficial(name),
      getCameras(name),
    ]);
    if (name !== runName.value) return;
    batch(() => {
      hearClock(all.now);
      const known = new Set(all.features.map(({ properties }) => properties.station_id));
      stations.value = new Map([...stations.value].filter(([id]) => known.has(id)));
      takeStations(all.features);
      const still = new Set(open.features.map(({ properties }) => properties.alert_id));
      alerts.value = new Map([...alerts.value].filter(([id]) => still.has(id)));
      takeAlerts(open.features.map(({ properties }) => properties));
      takeDeliveries(sent);
      takeOrders(ordered);
      takeCameras(looking);
      takeGathered();
      takeWaiting(waiting);
      takeOfficial(announced);
      loaded.value = true;
      reloads.value += 1;
      fromKept.value = false;
      trouble.value = null;
    });
  } catch (error) {
    if (endsSession(error) || name !== runName.value) return;
    trouble.value = error instanceof Error ? error.message : String(error);
    if (mayPass(error)) setTimeout(() => void loadAgain(name), LOAD_AGAIN_MS);
  }
}

/** What was not loaded was missed: the stream tells of later changes only. */
async function loadAgain(name: string): Promise<void> {
  if (stream !== undefined && name === runName.value && trouble.value !== null) await load(name);
}

/** A refusal is final, but for a server in trouble; no answer at all may be the link. */
function mayPass(error: unknown): boolean {
  return !(error instanceof Refused) || error.status >= 500;
}

/** Whether the error says that nobody is signed in any more; if so, the way in is shown. */
export function endsSession(error: unknown): boolean {
  if (!(error instanceof Refused && error.status === 401)) return false;
  void forgetKept(me.value?.person);
  leave();
  me.value = null;
  session.value = "out";
  return true;
}

function forget(): void {
  batch(() => {
    stations.value = new Map();
    alerts.value = new Map();
    deliveries.value = [];
    takeSilences([]);
    forgetWaiting();
    forgetOfficial();
    forgetOrders();
    forgetOffices();
    forgetCameras();
    loaded.value = false;
    trouble.value = null;
    link.value = "connecting";
    gathered = [];
    clearTimeout(gathering);
    gathering = undefined;
  });
}

/** Show a run and follow it, leaving the one before. */
export function show(name: string): void {
  stream?.close();
  batch(() => {
    if (name !== runName.value) selectedId.value = null;
    forget();
    runName.value = name;
    const shown = run.value;
    if (shown !== null) hearClock(shown.now);
  });
  stream = follow(name, {
    opened: (resumed) => {
      if (fromKept.value) void meetAgain();
      else if (name !== "" && run.value === null) void probe(); // it began while nobody listened
      if (!resumed || !loaded.value) void load(name);
    },
    reset: () => void load(name),
    lost: () => {
      link.value = "lost";
      void probe();
      if (!loaded.value) void showKept(name);
    },
    halted: () => {
      link.value = "halted";
    },
    heard: () => {
      heard_ms.value = performance.now();
      link.value = "live";
    },
    stations: ({ features, now }) => {
      hearClock(now);
      gather(features);
    },
    alerts: ({ features }) => {
      takeAlerts(features.map(({ properties }) => properties));
    },
    deliveries: takeDeliveries,
    silences: takeSilences,
    inbound: takeWaiting,
    notes: takeNotes,
    requests: takeRequests,
    official: takeOfficial,
    orders: takeOrders,
    chronology: takeMoved,
    master: ({ kinds }) => {
      masterChanges.value += 1;
      if (kinds.some((kind) => kind !== "drafts")) void load(name);
    },
    told: hear,
    cameras: takeCameras,
    runs: (known) => {
      runs.value = known;
    },
    clock: ({ now }) => {
      hearClock(now);
    },
  });
}

/** Who is here, and how the map is drawn, was as kept until now: ask again. */
async function meetAgain(): Promise<void> {
  try {
    const [who, how, known] = await Promise.all([getMe(), getConfig(), getRuns()]);
    me.value = who;
    runs.value = known;
    // The map is drawn anew by a new setting alone.
    if (JSON.stringify(how) !== JSON.stringify(config.value)) config.value = how;
  } catch (error) {
    endsSession(error);
  }
}

/** Ask which runs there are; a stream refused for want of a session looks like any lost link, and is told apart so. */
async function probe(): Promise<void> {
  try {
    runs.value = await getRuns();
  } catch (error) {
    endsSession(error);
  }
}

export function leave(): void {
  stream?.close();
  stream = undefined;
  forget();
}

/** Let the ages on screen grow, also by the time for which the device slept. */
export function startTicking(): void {
  let before = read();
  setInterval(() => {
    const now = read();
    const asleep_ms = slept(before, now);
    before = now;
    batch(() => {
      ticked_ms.value = now.count_ms;
      if (asleep_ms === 0) return;
      heard_ms.value -= asleep_ms;
      clock.value = { ...clock.value, heard_ms: clock.value.heard_ms - asleep_ms };
    });
    if (asleep_ms > 0) stream?.renew();
  }, TICK_MS);
}
