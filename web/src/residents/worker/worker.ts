// The service worker: the app opens without a network, and a new version waits to be taken.
//
// Pages come from the server first: a version that is broken can strand nobody. What the server says of
// the rivers is kept by the page itself, with the moment it came.
import { keepBuild, ofBuild, tidy } from "../../worker/shell";
import { homeOf, keepPages, keptPages, page, tidyPages } from "./pages";
import { answerPushes } from "./push";
import { still } from "./stills";

declare const self: ServiceWorkerGlobalScope;
declare const __BUILD__: string;
declare const __FILES__: string[];
declare const __WORDS__: Partial<Record<string, string[]>>;

const PREFIX = "kawamori-residents-build-";
const BUILD = PREFIX + __BUILD__;
const NOT_OURS = ["/hq/", "/public/", "/feeds/", "/open/", "/call/", "/hooks/"];

/** Where the app is open here, or was kept before; plain Japanese stands in for what nobody confirmed. */
async function homes(): Promise<{ paths: string[]; words: string[] }> {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const paths = [...open.map(({ url }) => homeOf(new URL(url).pathname)), ...(await keptPages())];
  const spoken = new Set(["ja", "ja-easy", ...paths.map((path) => path.split("/")[1] ?? "")]);
  return { paths, words: [...spoken].flatMap((language) => __WORDS__[language] ?? []) };
}

async function install(): Promise<void> {
  const { paths, words } = await homes();
  await keepBuild(BUILD, [...__FILES__, ...words]);
  await keepPages(paths);
}

/** A part of the app, kept as it is fetched: its name changes with what is in it. */
async function part(request: Request): Promise<Response> {
  const answer = await ofBuild(request, BUILD);
  if (answer.ok && answer.type === "basic") {
    const cache = await caches.open(BUILD);
    if ((await cache.match(request)) === undefined) await cache.put(request, answer.clone()).catch(() => undefined);
  }
  return answer;
}

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([tidy(PREFIX).then(tidyPages), self.clients.claim()]));
});

self.addEventListener("message", (event) => {
  if (event.data === "take") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (NOT_OURS.some((start) => pathname.startsWith(start))) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/assets/") || pathname.startsWith("/icons/")) event.respondWith(part(request));
  else if (pathname.startsWith("/stills/")) event.respondWith(still(request));
});

answerPushes();
