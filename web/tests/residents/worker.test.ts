// What the worker answers when the server does not: the app, and never a page that can't say its age.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { keepPages, page, tidyPages } from "../../src/residents/worker/pages";
import { still } from "../../src/residents/worker/stills";
import { asked, Shelves } from "./shelf";

const APP = '<script type="module" src="/assets/main-1.js"></script>';
const WITHOUT = "<h1>As it was</h1>";
const nobody = () => Promise.reject(new TypeError("nobody there"));

let shelves: Shelves;
let answer: (path: string) => Promise<Response>;

const html = (text: string, headers: Record<string, string> = {}) => () => Promise.resolve(new Response(text, { headers }));
const readAt = async (path: string) => (await page(asked(path))).text();

async function seen(path: string, text: string, headers?: Record<string, string>): Promise<void> {
  answer = html(text, headers);
  await readAt(path);
  await new Promise(setImmediate); // what is kept comes later than the answer
  answer = nobody;
}

async function keepScript(name: string): Promise<void> {
  await (await shelves.open("build")).put(name, new Response("a script"));
}

beforeEach(async () => {
  shelves = new Shelves();
  vi.stubGlobal("caches", shelves);
  vi.stubGlobal("fetch", (from: Request | string) => answer(typeof from === "string" ? from : new URL(from.url).pathname));
  await keepScript("/assets/main-1.js");
  await seen("/", `${APP}ja`);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("without a network", () => {
  it.each(["/m/K7Q4MX", "/m/?code=K7Q4MX", "/en/m/K7Q4MX", "/text/", "/en/record/"])(
    "%s is answered by the app, and not as it was last seen",
    async (path) => {
      await seen(path, WITHOUT);

      expect(await readAt(path)).toBe(`${APP}ja`);
    },
  );

  it("the app opens in the language of the address, where that was kept", async () => {
    await seen("/en/", `${APP}en`);

    expect(await readAt("/en/")).toBe(`${APP}en`);
    expect(await readAt("/en/m/K7Q4MX")).toBe(`${APP}en`);
    expect(await readAt("/vi/")).toBe(`${APP}ja`);
  });

  it("the app opens after any number of other pages", async () => {
    for (let n = 0; n < 20; n++) await seen(`/record/${n}`, WITHOUT);

    expect(await readAt("/")).toBe(`${APP}ja`);
  });

  it("what the server wants kept nowhere is not kept", async () => {
    await seen("/en/", `${APP}en`, { "cache-control": "no-store" });

    expect(await readAt("/en/")).toBe(`${APP}ja`);
  });

  it("a page of a version whose script is kept no more is not shown", async () => {
    await seen("/en/", '<script type="module" src="/assets/main-0.js"></script>en');

    expect(await readAt("/en/")).toBe(`${APP}ja`);
  });
});

it("a new version forgets the pages of versions that are gone, and what was never the app's", async () => {
  const pages = await shelves.open("kawamori-residents-pages");
  await seen("/en/", '<script type="module" src="/assets/main-0.js"></script>en');
  await pages.put("/m/K7Q4MX", new Response(WITHOUT));
  await pages.put("/text/", new Response(WITHOUT));

  await tidyPages();

  expect((await pages.keys()).map(({ url }) => new URL(url).pathname)).toEqual(["/"]);
});

it("text alone, said under load, is never kept as the app", async () => {
  shelves = new Shelves();
  vi.stubGlobal("caches", shelves);
  answer = (path) => (path === "/now.json" ? Promise.resolve(Response.json({})) : html(WITHOUT, { "x-relief": "text" })());

  await keepPages([]);

  answer = nobody;
  await expect(page(asked("/"))).rejects.toThrow("nobody there");
});

describe("a still of a river", () => {
  const look = async () => (await still(asked("/stills/bridge.jpg"))).text();

  it("is the last that was looked at without a network", async () => {
    answer = html("a still");
    await look();

    answer = nobody;
    expect(await look()).toBe("a still");
  });

  it.each([404, 410])("that was taken off (%i) is forgotten", async (status) => {
    answer = html("a still");
    await look();
    answer = () => Promise.resolve(new Response("", { status }));
    await look();

    answer = nobody;
    await expect(look()).rejects.toThrow("nobody there");
  });
});
