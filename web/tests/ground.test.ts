// The ground below the stations is there without a server, and never takes more than its share.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ground, tile } from "../src/worker/ground";

/** A browser's cache, in memory: what was put first comes first. */
class Shelf {
  readonly held = new Map<string, Response>();

  match(key: string) {
    return Promise.resolve(this.held.get(key)?.clone());
  }
  put(key: string, answer: Response) {
    this.held.set(key, answer);
    return Promise.resolve();
  }
  delete(key: string) {
    return Promise.resolve(this.held.delete(key));
  }
  keys() {
    return Promise.resolve([...this.held.keys()]);
  }
}

let shelves: Map<string, Shelf>;
const all = () => [...shelves.values()].reduce((sum, { held }) => sum + held.size, 0);
const settled = () => vi.waitFor(() => { expect(all()).toBeGreaterThan(0); });

beforeEach(() => {
  shelves = new Map();
  vi.stubGlobal("caches", {
    open: (name: string) => {
      const shelf = shelves.get(name) ?? new Shelf();
      shelves.set(name, shelf);
      return Promise.resolve(shelf);
    },
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const serve = (answer: () => Response) => {
  const asked = vi.fn(() => Promise.resolve(answer()));
  vi.stubGlobal("fetch", asked);
  return asked;
};
const gone = () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
};
const TILE = "https://tiles.example/5/28/12.png";
const MAP = "https://city.example/basemap/kawabe.pmtiles";

describe("a tile", () => {
  it("that was looked at is there without a network", async () => {
    serve(() => new Response("tile"));
    await tile(new Request(TILE));
    await settled();
    gone();

    expect(await (await tile(new Request(TILE))).text()).toBe("tile");
  });

  it("is asked for once a week", async () => {
    const asked = serve(() => new Response("tile"));
    await tile(new Request(TILE));
    await settled();
    await tile(new Request(TILE));
    expect(asked).toHaveBeenCalledTimes(1);

    vi.useFakeTimers({ now: Date.now() + 8 * 24 * 3600 * 1000 });
    await tile(new Request(TILE));
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("that was kept first goes first when there are too many", async () => {
    serve(() => new Response("tile"));
    const last = "https://tiles.example/2199.png";
    for (let n = 0; n < 2200; n += 1) await tile(new Request(`https://tiles.example/${n}.png`));
    const kept = () => [...(shelves.get("kawamori-tiles")?.held.keys() ?? [])];
    await vi.waitFor(() => { expect(kept()).toContain(last); });

    await vi.waitFor(() => { expect(kept().length).toBeLessThanOrEqual(2050); });
    expect(kept()).not.toContain("https://tiles.example/0.png");
  });

  it("that nobody has is no answer", async () => {
    serve(() => new Response("no such tile", { status: 404 }));
    expect((await tile(new Request(TILE))).status).toBe(404);
    gone();

    await expect(tile(new Request(TILE))).rejects.toThrow("no network");
  });
});

describe("the base map", () => {
  it("comes from the server while that answers", async () => {
    serve(() => new Response("old"));
    await ground(new Request(MAP));
    await settled();
    serve(() => new Response("new"));

    expect(await (await ground(new Request(MAP))).text()).toBe("new");
  });

  it("is there when a proxy answers for a dead server", async () => {
    serve(() => new Response("map"));
    await ground(new Request(MAP));
    await settled();
    serve(() => new Response("Bad Gateway", { status: 502 }));

    expect(await (await ground(new Request(MAP))).text()).toBe("map");
  });

  it("is given back part by part, as it was asked for", async () => {
    const part = (range: string) => new Request(MAP, { headers: { range } });
    const answer = (body: string, range: string) => () =>
      new Response(body, { status: 206, headers: { "content-range": range } });
    serve(answer("head", "bytes 0-3/100"));
    await ground(part("bytes=0-3"));
    serve(answer("tail", "bytes 96-99/100"));
    await ground(part("bytes=96-99"));
    await vi.waitFor(() => { expect(all()).toBe(2); });
    gone();

    const [head, tail] = [await ground(part("bytes=0-3")), await ground(part("bytes=96-99"))];
    expect([head.status, head.headers.get("content-range"), await head.text()]).toEqual([206, "bytes 0-3/100", "head"]);
    expect(await tail.text()).toBe("tail");
  });
});
