// The hydrograph shows what was observed and shows where nothing was.
import { describe, expect, it } from "vitest";

import { around, extend, heightTicks, linePath, scale, timeTicks, unbroken } from "../src/hq/scales";
import { reading } from "./stations";

describe("a series", () => {
  it("is one line while readings come at their interval", () => {
    expect(unbroken([0, 1, 2, 3].map((minute) => reading(minute)), 60)).toHaveLength(1);
  });

  it("is broken where readings are missing", () => {
    const runs = unbroken([0, 1, 2, 10, 11].map((minute) => reading(minute)), 60);

    expect(runs.map((run) => run.length)).toEqual([3, 2]);
  });

  it("recorded every ten minutes is not broken because the station promises every minute", () => {
    expect(unbroken([0, 10, 20, 30].map((minute) => reading(minute)), 60)).toHaveLength(1);
  });

  it("grows by what is later than its last reading, and by nothing twice", () => {
    const series = [reading(0), reading(1)];

    expect(extend(series, [reading(1, 9), reading(2)])).toEqual([...series, reading(2)]);
    expect(extend([], [reading(2)])).toEqual([reading(2)]);
  });

  it("of one reading is still drawn", () => {
    expect(linePath([[3, 4]])).toMatch(/^M3\.0 4\.0h/);
    expect(linePath([])).toBe("");
  });
});

describe("the axes", () => {
  it("a height goes straight up the paper", () => {
    const y = scale({ from: 0, to: 4 }, { from: 200, to: 0 });

    expect([y(0), y(2), y(4)]).toEqual([200, 100, 0]);
  });

  it("a calm river is not stretched to look like a flood", () => {
    const { from, to } = around([0.5, 0.51], 0.5);

    expect(to - from).toBeGreaterThanOrEqual(0.5);
  });

  it("every value has room", () => {
    const { from, to } = around([-2.5, 4], 0.5);

    expect(from).toBeLessThan(-2.5);
    expect(to).toBeGreaterThan(4);
  });

  it("heights are ruled at round numbers", () => {
    expect(heightTicks({ from: -0.1, to: 4.3 }, 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it("hours are ruled at Japan's hours, days at Japan's midnights", () => {
    const at = (time: string) => Date.parse(time);
    const hours = timeTicks({ from: at("2026-09-01T05:10:00Z"), to: at("2026-09-01T11:10:00Z") }, 6);
    const days = timeTicks({ from: at("2026-09-01T05:00:00Z"), to: at("2026-09-08T05:00:00Z") }, 8);

    expect(hours.daily).toBe(false);
    expect(hours.times[0]).toBe(at("2026-09-01T06:00:00Z"));
    expect(days.daily).toBe(true);
    expect(days.times[0]).toBe(at("2026-09-01T15:00:00Z"));
  });
});
