// Asking the server how everything stands, and keeping what it says with the moment it came.
import { now_ms, setRun, ticks_ms } from "../clock";
import type { Area, Ask, Card, Own, PublicKey } from "../contracts";
import type { TasksTold } from "../duty/contracts";
import { actsIn, forget, keep, kept } from "../kept";
import { ask, inRun, key, Refused, takeKey } from "../server";
import { acts, areas, asks, card, duty, isUnknown, keys, link, me, openTasks, reports } from "../state";
import { flush } from "./outbox";
import { nextAsk_s } from "./timing";

/** Show what this phone kept, before the server is asked. */
export async function remember(): Promise<void> {
  const [own, asked, tasks, shown, known, places] = await Promise.all([
    kept("me"), kept("asks"), kept("tasks"), kept("card"), kept("keys"), kept("areas"),
  ]);
  keys.value = known;
  areas.value = places?.told ?? [];
  if (key.peek() === null) return;
  me.value = own;
  asks.value = asked;
  duty.value = tasks;
  card.value = shown;
  [acts.value, reports.value] = await Promise.all([actsIn("acts").all(), actsIn("reports").all()]);
  if (tasks !== null) setRun(tasks.told.now, tasks.heard_ms);
}

async function learnSelf(): Promise<void> {
  const told = await ask<Own>("GET", "/responders/me");
  isUnknown.value = false;
  me.value = { told, heard_ms: ticks_ms() };
  await keep("me", told, ticks_ms());
}

async function learnAsks(): Promise<void> {
  const told = await ask<Ask[]>("GET", inRun("/responders/me/asks")).catch((error: unknown) => {
    if (error instanceof Refused && error.status === 403) return []; // nobody is called out without a pass
    throw error;
  });
  asks.value = { told, heard_ms: ticks_ms() };
  await keep("asks", told, ticks_ms());
}

async function learnTasks(): Promise<void> {
  const asked_ms = ticks_ms(); // what was true when it was asked: an answer may have been long on its way
  const told = await ask<TasksTold>("GET", inRun("/responders/me/tasks"));
  setRun(told.now, asked_ms);
  now_ms.value = ticks_ms();
  duty.value = { told, heard_ms: asked_ms };
  await keep("tasks", told, asked_ms);
}

/** Ask for the pass anew: its code is good for half an hour. */
export async function learnCard(): Promise<void> {
  const told = await ask<Card>("GET", "/responders/me/pass");
  card.value = { told, heard_ms: ticks_ms() };
  await keep("card", told, ticks_ms());
}

/** Have the keys that passes are checked by, for when there is no network. */
export async function learnKeys(): Promise<void> {
  const told = (await ask<{ keys: PublicKey[] }>("GET", "/responders/keys")).keys;
  keys.value = { told, heard_ms: ticks_ms() };
  await keep("keys", told, ticks_ms());
}

export async function learnAreas(): Promise<void> {
  const { features } = await ask<{ features: { properties: Area }[] }>("GET", "/public/areas");
  const districts = features.map(({ properties }) => properties).filter(({ kind }) => kind === "district");
  areas.value = districts.map(({ area_id, name, name_en, reading, kind }) => ({ area_id, name, name_en, reading, kind }));
  await keep("areas", areas.peek(), ticks_ms());
}

/** Forget whose phone this was: they left, or their key is nobody's any more. */
export async function forgetSelf(): Promise<void> {
  takeKey(null);
  me.value = asks.value = duty.value = card.value = null;
  acts.value = reports.value = [];
  await forget();
}

let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let asking: Promise<void> | null = null;

/** What a failure says of the link; a refusal is an answer. */
function note(error: unknown): void {
  if (error instanceof Refused && error.status < 500) {
    link.value = "good";
    if (error.status === 401) isUnknown.value = true;
    return;
  }
  failures += 1;
  link.value = error instanceof Refused || navigator.onLine ? "trouble" : "offline";
}

async function look(): Promise<void> {
  const before = failures;
  const wanted = key.peek() === null ? [learnKeys()] : [learnTasks(), learnSelf(), learnAsks(), learnKeys()];
  const answers = await Promise.allSettled(wanted);
  for (const each of answers) if (each.status === "rejected") note(each.reason);
  if (failures > before) {
    failures = before + 1;
    return;
  }
  failures = 0;
  link.value = "good";
  await flush();
}

/** Ask now, and again when it is time. */
export function lookNow(): Promise<void> {
  asking ??= look().finally(() => {
    asking = null;
    clearTimeout(timer);
    const wait_s = nextAsk_s(openTasks.peek().length > 0, failures, Math.random());
    timer = setTimeout(() => {
      if (document.visibilityState === "visible" || openTasks.peek().length > 0) void lookNow();
    }, wait_s * 1000);
  });
  return asking;
}

export function startAsking(): void {
  void lookNow();
  addEventListener("online", () => void lookNow());
  addEventListener("offline", () => {
    link.value = "offline";
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void lookNow();
  });
}
