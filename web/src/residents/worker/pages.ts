// The pages: from the server while it answers within seconds, else the app as it was kept.
//
// Only the app's own pages are kept: it says how old its news is. A page without it can't, and the
// answer to whether a message is ours must be asked for each time.

import { LANGUAGES } from "../contracts";
import { ask } from "../feed/ask";
import { keep as keepData } from "../feed/kept";

const NOW = "/now.json";
const KEPT_IN = "kawamori-residents-pages";
const PATIENCE_MS = 3000;
const OTHERS_PATIENCE_MS = 15_000; // of a page that the app can't stand in for
const SHELL = "/";
const FOLDER = new RegExp(`^/(?:${LANGUAGES.filter((each) => each !== "ja").join("|")})/`);
const SCRIPT = /<script[^>]*\ssrc="([^"]+)"/;

/** Where the app is in the language of an address. */
export const homeOf = (path: string): string => FOLDER.exec(path)?.[0] ?? SHELL;

/** Whether an address is where the app is; such pages are kept, and no others. */
export const isHome = (path: string): boolean => homeOf(path) === path;

/** Whether the app shows at an address all that the server would: it asks about a message by itself. */
const isOfApp = (path: string): boolean => /^(m\/([^/]+\/?)?)?$/.test(path.slice(homeOf(path).length));

/** Whether the server, under load, said a page as text alone: no app takes that over. */
const isTextAlone = (answer: Response): boolean => answer.headers.has("x-relief");

const mayBeKept = (answer: Response): boolean =>
  answer.ok && !answer.redirected && !isTextAlone(answer) && !/no-store/i.test(answer.headers.get("cache-control") ?? "");

/** Whether the script that a page names is kept, too: without it nobody would say how old the page is. */
async function isWhole(answer: Response): Promise<boolean> {
  const script = SCRIPT.exec(await answer.clone().text())?.[1];
  return script !== undefined && (await caches.match(script)) !== undefined;
}

/** The app as it was kept, in the language of an address if it can be: it knows the rest by itself. */
async function shell(path: string): Promise<Response | undefined> {
  for (const each of [homeOf(path), SHELL]) {
    const found = await (await caches.open(KEPT_IN)).match(each);
    if (found !== undefined && !isTextAlone(found) && (await isWhole(found))) return found;
  }
  return undefined;
}

async function keep(path: string, answer: Response): Promise<void> {
  if (!isHome(path) || !mayBeKept(answer)) return;
  const copy = answer.clone(); // before whoever asked reads it
  try {
    await (await caches.open(KEPT_IN)).put(path, copy);
  } catch {
    // The disk is full, or this browser keeps nothing: pages come from the server all the same.
  }
}

/** Fetch a page and keep it, unless it is none. What is kept comes later than the answer. */
async function fetched(path: string, request: Request): Promise<Response> {
  const answer = await fetch(request);
  void keep(path, answer);
  return answer;
}

function inTime<T>(promise: Promise<T>, patience_ms: number): Promise<T> {
  return new Promise((done, fail) => {
    setTimeout(() => {
      fail(new Error("too slow"));
    }, patience_ms);
    promise.then(done, fail);
  });
}

/**
 * Answer for a page.
 *
 * 1. From the server, within seconds; where that is text alone, the app as it was kept.
 * 2. The app as it was kept.
 * 3. Whatever the server says after all, be it late.
 */
export async function page(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const answer = fetched(path, request);
  try {
    const first = await inTime(answer, isOfApp(path) ? PATIENCE_MS : OTHERS_PATIENCE_MS);
    if (first.status < 500) return (isTextAlone(first) ? await shell(path) : undefined) ?? first;
  } catch {
    // Nobody there, or too slow.
  }
  return (await shell(path)) ?? answer;
}

/** The addresses of the pages that are kept. */
export async function keptPages(): Promise<string[]> {
  const keys = await (await caches.open(KEPT_IN)).keys();
  return keys.map(({ url }) => new URL(url).pathname).filter(isHome);
}

/**
 * Keep the app in the languages it is read in, and in the first of all, for when there is no network;
 * then how things stand, so that the app knows no less than its pages say.
 */
export async function keepPages(homes: Iterable<string>): Promise<void> {
  await Promise.all(
    [...new Set([SHELL, ...homes])].map(async (path) => {
      const answer = await fetch(path, { cache: "no-store" });
      // Under load, what the browser itself still has of the page that is open.
      await keep(path, isTextAlone(answer) ? await fetch(path, { cache: "force-cache" }) : answer);
    }),
  );
  const { told } = await ask<unknown>(NOW);
  await keepData(NOW, told, Date.now());
}

/** Forget the pages that are none of the app's, or of a version that is kept no more. */
export async function tidyPages(): Promise<void> {
  const cache = await caches.open(KEPT_IN);
  for (const key of await cache.keys()) {
    const found = await cache.match(key);
    const { pathname, search } = new URL(key.url);
    if (found !== undefined && !(search === "" && isHome(pathname) && (await isWhole(found)))) await cache.delete(key);
  }
}
