// Where somebody on duty is: asked of the phone while the page is open and the switch is on, never else.
import { signal } from "@preact/signals";

import { runNow_ms, ticks_ms } from "../clock";
import type { Point } from "../contracts";
import { ask, inRun } from "../server";

const SWITCH = "kawamori.responder.position";
const EVERY_MS = 60_000;
const MOST_POINTS = 30; // half an hour that could not be sent: what is older helps nobody

/** What the phone said last, and when by this page's clock. */
export interface Here {
  lat: number;
  lon: number;
  accuracy_m: number;
  at_ms: number;
}

export const here = signal<Here | null>(null);
export const isOn = signal(localStorage.getItem(SWITCH) === "1");
export const trouble = signal<"refused" | "failed" | null>(null);
/** When the server took the last one. */
export const sent_ms = signal<number | null>(null);

let watching: number | undefined;
let waiting: Point[] = [];
let last_ms = 0;

async function send(): Promise<void> {
  if (waiting.length === 0) return;
  const points = waiting;
  await ask("POST", inRun("/responders/me/positions"), JSON.stringify({ points }));
  waiting = waiting.filter((each) => !points.includes(each));
  sent_ms.value = ticks_ms();
}

function take({ coords: { latitude: lat, longitude: lon, accuracy: accuracy_m } }: GeolocationPosition): void {
  trouble.value = null;
  here.value = { lat, lon, accuracy_m, at_ms: ticks_ms() };
  if (ticks_ms() - last_ms < EVERY_MS) return;
  last_ms = ticks_ms();
  waiting = [...waiting, { at: new Date(runNow_ms()).toISOString(), lat, lon, accuracy_m }].slice(-MOST_POINTS);
  send().catch(() => undefined); // with the next one
}

export function startWatching(): void {
  if (watching !== undefined) return;
  if (!("geolocation" in navigator)) {
    trouble.value = "failed";
    return;
  }
  watching = navigator.geolocation.watchPosition(
    take,
    (error) => {
      trouble.value = error.code === error.PERMISSION_DENIED ? "refused" : "failed";
    },
    { enableHighAccuracy: true, maximumAge: 15_000, timeout: 30_000 },
  );
}

export function stopWatching(): void {
  if (watching !== undefined) navigator.geolocation.clearWatch(watching);
  watching = undefined;
  waiting = [];
  last_ms = 0;
  here.value = null;
  trouble.value = null;
}

export function turn(on: boolean): void {
  isOn.value = on;
  localStorage.setItem(SWITCH, on ? "1" : "0");
  if (!on) stopWatching();
}

/** Ask the phone once, for a report. */
export const askOnce = (): Promise<Here> =>
  new Promise((done, fail) => {
    if (!("geolocation" in navigator)) {
      fail(new Error("this phone tells no position"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude: lat, longitude: lon, accuracy: accuracy_m } }) => {
        done({ lat, lon, accuracy_m, at_ms: ticks_ms() });
      },
      (error) => {
        fail(new Error(error.message));
      },
      { enableHighAccuracy: true, maximumAge: 15_000, timeout: 30_000 },
    );
  });
