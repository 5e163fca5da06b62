// How things stand, kept up to date while somebody looks.
import type { Now, Places, Terms } from "../contracts";
import { heard_ms, isOld, link, now, places, skew_ms, wall_ms } from "../state";
import { hasTerms, isConfirmed, language, learnEasy, takeTerms } from "../words/spoken";
import { ask, Refused } from "./ask";
import { keep, kept } from "./kept";
import { type Heard, nextAsk_s, wishes } from "./timing";

const NOW = "/now.json";
const PLACES = "/places.json";
const TERMS = `/terms/${language}.json`;
const JAPANESE = "/terms/ja.json"; // what is official says nothing wrong in Japanese
const FIRST_MS = 3000; // then what was kept is better than to wait
const TICK_MS = 10_000;
const SELDOM_MS = 15 * 60_000;
const SKEW_MS = 60_000;
const BEHIND_MS = 5 * 60_000;

let heard: Heard = { failures: 0, maxAge_s: null, retryAfter_s: null };
let timer: ReturnType<typeof setTimeout> | undefined;
let seldom_ms = 0;

/** A phone's clock may be wrong by hours: go by the server's, where the answer comes from itself. */
function readClock(headers: Headers): void {
  const ahead = Date.parse(headers.get("date") ?? "") - Date.now();
  if (!headers.has("age") && Number.isFinite(ahead)) skew_ms.value = Math.abs(ahead) > SKEW_MS ? ahead : 0;
}

async function take(told: Now, at_ms: number): Promise<void> {
  const levels = told.orders.filter(({ lifted_at }) => lifted_at === null).map(({ alert_level }) => alert_level);
  if (!levels.every(isConfirmed)) await learnEasy().catch(console.warn);
  wall_ms.value = Date.now();
  heard_ms.value = at_ms;
  now.value = told;
}

async function askNow(): Promise<void> {
  const { told, headers } = await ask<Now>(NOW);
  readClock(headers);
  heard = { failures: 0, ...wishes(headers) };
  // A cache on the way may be minutes behind what is known here already; by more, a clock was put right.
  const behind_ms = now.value?.run === told.run ? Date.parse(now.value.made_at) - Date.parse(told.made_at) : 0;
  const isBehindUs = behind_ms > 0 && behind_ms < BEHIND_MS;
  if (!isBehindUs) {
    await take(told, Date.now());
    void keep(NOW, told, Date.now());
  }
  link.value = "good";
}

function failed(error: unknown): void {
  const asked = error instanceof Refused ? wishes(error.headers) : { maxAge_s: null, retryAfter_s: null };
  heard = { failures: heard.failures + 1, ...asked };
  link.value = error instanceof TypeError ? "offline" : "trouble"; // fetch's way to say that nobody is there
  wall_ms.value = Date.now();
}

/** Ask for what seldom changes; what is not answered stays as it was kept. */
async function askSeldom(): Promise<void> {
  await Promise.all([ask<Terms>(TERMS).then(takeAllTerms), ask<Places>(PLACES).then(takePlaces)]);
  seldom_ms = Date.now();
}

function takeAllTerms({ told }: { told: Terms }): void {
  takeTerms(told);
  void keep(TERMS, told, Date.now());
}

function takePlaces({ told }: { told: Places }): void {
  if (places.value?.version === told.version) return;
  places.value = told;
  void keep(PLACES, told, Date.now());
}

/** Ask for all. What failed is known when all was answered: one that succeeds must not hide it. */
async function askAll(): Promise<void> {
  const asked = [askSeldom(), askNow()];
  await Promise.allSettled(asked);
  await Promise.all(asked);
}

const isStrange = (): boolean =>
  Object.keys(now.value?.stations ?? {}).some((id) => !places.value?.stations.some(({ station_id }) => station_id === id));

async function step(): Promise<void> {
  clearTimeout(timer);
  try {
    await askNow();
    if (Date.now() - seldom_ms > SELDOM_MS || isStrange()) await askSeldom();
  } catch (error) {
    failed(error);
  }
  plan();
}

function plan(): void {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(() => void step(), nextAsk_s(heard, Math.random()) * 1000);
}

/** Whether the app can show all that the server's page does. */
const knowsAll = (): boolean => now.value !== null && places.value !== null && hasTerms();

/** Take what this phone kept of all that nobody told it yet. */
async function takeKept(pageMadeAt: string): Promise<void> {
  const [last, where, terms, japanese] = await Promise.all([
    kept<Now>(NOW),
    kept<Places>(PLACES),
    kept<Terms>(TERMS),
    kept<Terms>(JAPANESE),
  ]);
  const official = terms ?? japanese;
  if (official !== null && !hasTerms()) takeTerms(official.told);
  if (where !== null) places.value ??= where.told;
  if (last === null || now.value !== null) return;
  const isBehindPage = Date.parse(last.told.made_at) < Date.parse(pageMadeAt);
  if (!isBehindPage) await take(last.told, last.heard_ms);
}

const noAnswer = (): void => {
  link.value = navigator.onLine ? "trouble" : "offline";
};

/**
 * Begin. Done as soon as there is something to show: from the server, or, when it does not answer in
 * time, as it was kept. Goes on asking in the background either way. Until then the page stays as the
 * server wrote it, and `link` says whether that may be behind.
 */
export async function begin(pageMadeAt: string): Promise<void> {
  setInterval(tick, TICK_MS);
  const asked = askAll().catch((error: unknown) => {
    failed(error);
    noAnswer();
  });
  const late = new Promise<void>((done) => {
    setTimeout(done, FIRST_MS);
  });
  await Promise.race([asked, late]);
  if (!knowsAll()) {
    if (now.value === null) noAnswer();
    await takeKept(pageMadeAt);
  }
  if (!knowsAll()) await asked.then(waitForServer);
  keepAsking();
}

/** Too little was kept: ask until there is an answer. */
async function waitForServer(): Promise<void> {
  while (!knowsAll()) {
    await new Promise((done) => {
      setTimeout(done, nextAsk_s(heard, Math.random()) * 1000);
      addEventListener("online", done, { once: true });
    });
    await askAll().catch(failed);
  }
}

function tick(): void {
  if (document.visibilityState === "visible") wall_ms.value = Date.now();
}

function keepAsking(): void {
  plan();
  document.addEventListener("visibilitychange", () => {
    wall_ms.value = Date.now();
    if (document.visibilityState === "visible") void step();
    else clearTimeout(timer);
  });
  addEventListener("online", () => void step());
  addEventListener("offline", () => {
    link.value = "offline";
    wall_ms.value = Date.now();
  });
}

/** Whether what is on screen has to be taken with its age. */
export const isBehind = (): boolean => link.value !== "good" || isOld.value;
