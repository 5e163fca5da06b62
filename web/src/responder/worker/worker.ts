// The service worker: the page opens without a network, and a new version waits to be taken.
//
// The page itself comes from the server first: a version that is broken can strand nobody. What the
// server says of tasks and passes is kept by the page, with the moment it came.
import { keepBuild, ofBuild, tidy } from "../../worker/shell";

declare const self: ServiceWorkerGlobalScope;
declare const __BUILD__: string;
declare const __FILES__: string[];

const PREFIX = "kawamori-responder-build-";
const BUILD = PREFIX + __BUILD__;
const SHELL = "/responder/";
const PATIENCE_MS = 3000;

function inTime(answer: Promise<Response>): Promise<Response> {
  return new Promise((done, fail) => {
    setTimeout(() => {
      fail(new Error("too slow"));
    }, PATIENCE_MS);
    answer.then(done, fail);
  });
}

/** The page: from the server within seconds, else of this build. */
async function page(request: Request): Promise<Response> {
  const answer = fetch(request);
  try {
    const first = await inTime(answer);
    if (first.ok) return first;
  } catch {
    // Nobody there, or too slow.
  }
  return (await (await caches.open(BUILD)).match(SHELL)) ?? answer;
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepBuild(BUILD, __FILES__));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([tidy(PREFIX), self.clients.claim()]));
});

self.addEventListener("message", (event) => {
  if (event.data === "take") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || !pathname.startsWith(SHELL)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else event.respondWith(ofBuild(request, BUILD));
});
