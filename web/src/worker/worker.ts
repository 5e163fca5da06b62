// The service worker: the console opens without a server, and a new version waits to be taken.
//
// It answers for the build's own files and for the ground the map is drawn on. What the API
// says is never kept here: the page keeps what it knows itself, with the moment it was true.
import { ground, tile } from "./ground";
import { keepBuild, ofBuild, PREFIX, tidy } from "./shell";

declare const self: ServiceWorkerGlobalScope;
declare const __BUILD__: string;
declare const __FILES__: string[];

const SHELL = "/hq/";
const OWN = ["/hq/assets/", "/hq/icons/", "/hq/manifest.webmanifest"];

self.addEventListener("install", (event) => {
  event.waitUntil(keepBuild(PREFIX + __BUILD__, __FILES__));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([tidy(), self.clients.claim()]));
});

self.addEventListener("message", (event) => {
  if (event.data === "take") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (origin !== self.location.origin) {
    event.respondWith(tile(request)); // the page's policy lets it reach tiles alone
  } else if (pathname.startsWith("/basemap/")) {
    event.respondWith(ground(request));
  } else if (pathname === SHELL && request.mode === "navigate") {
    event.respondWith(ofBuild(SHELL, PREFIX + __BUILD__));
  } else if (OWN.some((start) => pathname.startsWith(start))) {
    event.respondWith(ofBuild(request, PREFIX + __BUILD__));
  }
});
