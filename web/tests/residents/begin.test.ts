// How the app begins on a bad line: it takes the server's page over once it knows as much, and not before.
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Now } from "../../src/residents/contracts";
import { now, PLACES } from "./city";
import { Shelves } from "./shelf";

const TERMS = { language: "ja", terms: { order_4: { text: "避難指示", lang: "ja", ja: null, reading: null } } };
const T = (minute: number) => new Date(Date.UTC(2026, 8, 1, 3, minute)).toISOString();
const told = (minute: number): Now => now({ made_at: T(minute) });

type Answers = Record<string, () => Promise<Response>>;
const says = (what: unknown) => () => Promise.resolve(Response.json(what));
const after = (ms: number, what: unknown) => () =>
  new Promise<Response>((done) => {
    setTimeout(() => {
      done(Response.json(what));
    }, ms);
  });
const nobody = () => Promise.reject(new TypeError("nobody there"));
const refused = () => Promise.resolve(new Response("", { status: 503 }));

let answers: Answers;
let shelves: Shelves;
const here = new EventTarget();

async function keepAt(path: string, what: unknown): Promise<void> {
  const headers = { "x-heard-at": String(Date.now()) };
  await (await shelves.open("kawamori-residents-data")).put(path, new Response(JSON.stringify(what), { headers }));
}

/** Open the page, and say what the app knows of it some time later. */
async function open(pageMadeAt = T(2)) {
  vi.resetModules();
  const [{ begin }, state] = await Promise.all([import("../../src/residents/feed/feed"), import("../../src/residents/state")]);
  const seen = { ...state, hasBegun: false };
  void begin(pageMadeAt).then(() => {
    seen.hasBegun = true;
  });
  return seen;
}

beforeEach(() => {
  shelves = new Shelves();
  answers = { "/now.json": says(told(2)), "/places.json": says(PLACES), "/terms/ja.json": says(TERMS) };
  vi.useFakeTimers({ now: Date.UTC(2026, 8, 1, 3, 3) });
  vi.stubGlobal("caches", shelves);
  vi.stubGlobal("location", { pathname: "/", hash: "" });
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
  vi.stubGlobal("addEventListener", here.addEventListener.bind(here));
  vi.stubGlobal("fetch", (path: string) => answers[path]?.() ?? nobody());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("what seldom changes comes late: it is taken as it was kept, beside how it is now", async () => {
  answers["/places.json"] = after(10_000, { ...PLACES, version: "2" });
  await keepAt("/places.json", PLACES);
  const app = await open();

  await vi.advanceTimersByTimeAsync(3500);

  expect(app.hasBegun).toBe(true);
  expect(app.places.value?.version).toBe("1");
  expect(app.now.value?.made_at).toBe(T(2));
  expect(app.link.value).toBe("good");
  await vi.advanceTimersByTimeAsync(7000);
  expect(app.places.value?.version).toBe("2");
});

it("nothing of what seldom changes was kept: the server's page stays until it comes", async () => {
  answers["/places.json"] = after(10_000, PLACES);
  const app = await open();

  await vi.advanceTimersByTimeAsync(9000);
  expect(app.now.value).not.toBeNull();
  expect(app.hasBegun).toBe(false);

  await vi.advanceTimersByTimeAsync(2000);
  expect(app.hasBegun).toBe(true);
});

it.each(["/places.json", "/terms/ja.json"])("%s is refused: the server's page stays until it is told", async (path) => {
  answers[path] = refused;
  const app = await open();

  await vi.advanceTimersByTimeAsync(5000);
  expect(app.hasBegun).toBe(false);
  expect(app.link.value).toBe("trouble");

  answers[path] = says(path === "/places.json" ? PLACES : TERMS);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(app.hasBegun).toBe(true);
});

it("without a network a page that is newer than what was kept stays, and the link is known to be bad", async () => {
  answers = {};
  vi.stubGlobal("navigator", { onLine: false });
  await Promise.all([keepAt("/now.json", told(1)), keepAt("/places.json", PLACES), keepAt("/terms/ja.json", TERMS)]);
  const app = await open(T(2));

  await vi.advanceTimersByTimeAsync(100);

  expect(app.hasBegun).toBe(false);
  expect(app.link.value).toBe("offline");

  const again = await open(T(1));
  await vi.advanceTimersByTimeAsync(100);
  expect(again.hasBegun).toBe(true);
  expect(again.now.value?.made_at).toBe(T(1));
});

it("an answer that is minutes behind is a cache's; one that is hours behind is by a clock that was put back", async () => {
  const app = await open();
  await vi.advanceTimersByTimeAsync(100);

  answers["/now.json"] = says(told(0));
  await vi.advanceTimersByTimeAsync(41_000);
  expect(app.now.value?.made_at).toBe(T(2));

  answers["/now.json"] = says(told(-120));
  await vi.advanceTimersByTimeAsync(41_000);
  expect(app.now.value?.made_at).toBe(T(-120));
});
