// The last state: kept while the link stands, shown with its age when there is no server.
import { batch, signal, type Signal } from "@preact/signals";

import type { Delivery } from "../../api/shapes";
import { tell } from "../../rivers/clock";
import {
  clock, config, heard_ms, link, liveAlerts, liveDeliveries, liveStations, loaded, me, runName, runs, session,
  ticked_ms,
} from "../state";
import { isOpen } from "../orders/facts";
import { liveOrders } from "../orders/state";
import { forgetOthers, forgetState, forgetStates, keepState, keptParts, lastHead, type Head, type Kept } from "./shelf";

const EVERY_MS = 10_000;
export const KEPT_FOR_MS = 12 * 3600 * 1000; // a shift, as long as a session lasts
const DELIVERIES_KEPT = 50;

/** A part of what the page knows: how it is read for keeping, and put back. */
export interface Part {
  /** What it hangs on: unchanged, it is not written again. */
  source: Signal;
  read: () => unknown;
  put: (value: never) => void;
}

const whole = <T,>(of: Signal<T>): Part => ({
  source: of as Signal,
  read: () => of.peek(),
  put: (value) => {
    of.value = value;
  },
});

/** The newest deliveries: bodies of messages, so no more of them than are looked at. */
const head = (of: Signal<Delivery[]>) => () => of.peek().slice(0, DELIVERIES_KEPT);

const PARTS = new Map<string, Part>([
  ["stations", whole(liveStations)],
  ["alerts", whole(liveAlerts)],
  ["deliveries", { ...whole(liveDeliveries), read: head(liveDeliveries) }],
  ["orders", { ...whole(liveOrders), read: () => liveOrders.peek().filter(isOpen) }],
]);

/** Have another part of a run's state kept: whoever knows it names it once. */
export function keepPart<T>(name: string, of: Signal<T>): void {
  PARTS.set(name, whole(of));
}

/** Whether what is on screen is a last state, and nothing the server said since the page was opened. */
export const fromKept = signal(false);

const written = new Map<string, unknown>();

/** What of the state has changed since it was last written. */
function changed(person: string, kept_at: number, now_ms: number): Kept[] {
  const run = runName.peek();
  const kept: Kept[] = [];
  for (const [part, { source, read }] of PARTS) {
    const name = `${person}\0${run}\0${part}`;
    if (written.get(name) === source.peek()) continue;
    written.set(name, source.peek());
    kept.push({ person, run, part, value: read(), now_ms, kept_at });
  }
  return kept;
}

/** Write down what the page knows, if it is true now. */
export async function keepNow(): Promise<void> {
  const [who, how] = [me.peek(), config.peek()];
  if (who === null || how === null || !loaded.peek() || session.peek() !== "in" || fromKept.peek()) return;
  const silent_ms = performance.now() - heard_ms.peek();
  const heard_at = Date.now() - silent_ms;
  const head: Head = {
    person: who.person,
    me: who,
    config: how,
    runs: runs.peek(),
    run: runName.peek(),
    heard_at,
    ends_at: heard_at + KEPT_FOR_MS,
  };
  if (written.size === 0) await forgetOthers(who.person);
  await keepState(head, changed(who.person, heard_at, tell(clock.peek(), heard_ms.peek())));
}

/** Who looked last on this device, put in place as if they had signed in. Null: nobody, or too long ago. */
export async function openKept(): Promise<Head | null> {
  const head = await lastHead(Date.now()).catch((error: unknown) => {
    console.warn(error);
    return null;
  });
  if (head === null) return null;
  batch(() => {
    me.value = head.me;
    config.value = head.config;
    runs.value = head.runs;
    fromKept.value = true;
    session.value = "in";
  });
  return head;
}

/** What the counting clock would have shown at a time of the clock on the wall. */
const countAt = (wall_ms: number) => performance.now() - Math.max(0, Date.now() - wall_ms);

/** Put a run's last state on screen, as old as it is. */
export async function showKept(name: string): Promise<void> {
  const person = me.peek()?.person;
  if (person === undefined) return;
  const [head, parts] = await Promise.all([lastHead(Date.now()), keptParts(person, name)]);
  if (head === null || parts.length === 0 || loaded.peek() || name !== runName.peek()) return;
  batch(() => {
    for (const { part, value } of parts) PARTS.get(part)?.put(value as never);
    const newest = parts.reduce((a, b) => (b.kept_at > a.kept_at ? b : a));
    const speed = runs.peek().find(({ run }) => run === name)?.speed ?? 1;
    clock.value = { now_ms: newest.now_ms, heard_ms: countAt(newest.kept_at), speed };
    heard_ms.value = countAt(head.run === name ? head.heard_at : newest.kept_at);
    ticked_ms.value = performance.now();
    loaded.value = true;
    fromKept.value = true;
    link.value = "lost";
  });
}

/** Forget what a person has seen here, or whatever anybody has. */
export async function forgetKept(person?: string): Promise<void> {
  written.clear();
  fromKept.value = false;
  await (person === undefined ? forgetStates() : forgetState(person)).catch(console.warn);
}

export function startKeeping(): void {
  const keep = () => void keepNow().catch(console.warn);
  setInterval(() => {
    if (link.peek() === "live") keep();
  }, EVERY_MS);
  link.subscribe((state) => {
    if (state === "lost") keep();
  });
  loaded.subscribe((whole) => {
    if (whole) keep();
  });
  document.addEventListener("visibilitychange", keep);
  window.addEventListener("pagehide", keep);
}
