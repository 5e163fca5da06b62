// A map draws what is new, and only once it has made room for its names.
import { beforeEach, expect, it, vi } from "vitest";

import type { Map as MapLibreMap } from "maplibre-gl";

import { drawSparingly } from "../src/map/sparing";

const listeners = new Map<string, () => void>();
const drawn = vi.fn();
const placing = { isDone: vi.fn(() => true) };
let map: { painter: { render: (...what: unknown[]) => void }; on: (event: string, act: () => void) => void };

const ask = () => { map.painter.render({ pauseablePlacement: placing }, "where", { sky: "blue", zoom: 9 }); };
const happens = (event: string) => { listeners.get(event)?.(); };

beforeEach(() => {
  drawn.mockClear();
  placing.isDone.mockReturnValue(true);
  map = { painter: { render: drawn }, on: (event, act) => void listeners.set(event, act) };
  drawSparingly(map as unknown as MapLibreMap);
});

it("once there is room for every name, without a sky", () => {
  ask();

  expect(drawn).toHaveBeenCalledExactlyOnceWith(expect.anything(), "where", { sky: undefined, zoom: 9 });
});

it("not for each slice of the work that makes room for names", () => {
  placing.isDone.mockReturnValue(false);
  for (let slice = 0; slice < 6; slice += 1) ask();
  expect(drawn).not.toHaveBeenCalled();

  placing.isDone.mockReturnValue(true);
  ask();
  expect(drawn).toHaveBeenCalledOnce();
});

it.each(["move", "resize"])("at once after a %s, names or not, and once for each", (event) => {
  placing.isDone.mockReturnValue(false);
  happens(event);
  ask();
  ask();

  expect(drawn).toHaveBeenCalledOnce();
});

it("as sparingly once the device has given its card back", () => {
  map.painter = { render: drawn };
  happens("webglcontextrestored");
  placing.isDone.mockReturnValue(false);
  ask();

  expect(drawn).not.toHaveBeenCalled();
});
