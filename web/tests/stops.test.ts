// Whoever reads the chart by keys comes to every reading, and learns which are in doubt.
import { describe, expect, it } from "vitest";

import type { MarkedReading, Past } from "../src/api/shapes";
import { nextMarked, stopAt, stopsOf } from "../src/hq/station/stops";
import { usualAt, usualParts } from "../src/hq/station/usual";
import { reading } from "./stations";

function doubted(minute: number, result: number): MarkedReading {
  return { t: reading(minute).t, result, flags: ["spike"], qartod: 4, changes: [] };
}

describe("stops", () => {
  it("are the points drawn and the readings that are not drawn because they are faults", () => {
    const stops = stopsOf([reading(0), reading(2)], [doubted(1, 9.9)]);

    expect(stops.map(({ value }) => value)).toEqual([reading(0).mean, 9.9, reading(2).mean]);
  });

  it("tell the doubt of a reading that is drawn", () => {
    const stops = stopsOf([reading(0), reading(1)], [doubted(1, reading(1).mean)]);

    expect(stops).toHaveLength(2);
    expect(stops[1]?.mark?.flags).toEqual(["spike"]);
  });

  it("are found by the pointer, a doubted one before a nearer one that is not", () => {
    const stops = stopsOf([reading(0), reading(2)], [doubted(1, 9.9)]);
    const at = (minute: number) => Date.parse(reading(minute).t);

    expect(stopAt(stops, at(0) + 20_000, 60_000)).toBe(1);
    expect(stopAt(stops, at(0) + 20_000, 10_000)).toBe(0);
    expect(stopAt([], at(0), 10_000)).toBeNull();
  });

  it("are jumped through from doubt to doubt", () => {
    const stops = stopsOf([0, 1, 3, 4].map((minute) => reading(minute)), [doubted(2, 9.9)]);

    expect(nextMarked(stops, 4, -1)).toBe(2);
    expect(nextMarked(stops, 2, -1)).toBeNull();
  });
});

const month = (n: number) => ({ month: n, days: 30, p05: n / 10, p95: n / 10 + 1 });
const PAST: Past = {
  station_id: "kawabe-bridge",
  datastream: "stage",
  of_actual: true,
  first_observed_at: null,
  days: 365,
  by: "month",
  usual: Array.from({ length: 12 }, (_, n) => month(n + 1)),
  record: null,
  flood_from: null,
  floods: [],
};

describe("the usual range", () => {
  it("is another in each month", () => {
    const times = { from: Date.UTC(2026, 7, 20), to: Date.UTC(2026, 9, 5) };

    const parts = usualParts(PAST, times);

    expect(parts.map(({ p05 }) => p05)).toEqual([0.8, 0.9, 1]);
    expect(parts[0]?.to).toBe(Date.UTC(2026, 8, 1));
    expect(usualAt(PAST, times.from)?.month).toBe(8);
  });

  it("is one piece while less than a year is known", () => {
    const all = { ...PAST, by: "all" as const, usual: [{ month: null, days: 100, p05: 0.2, p95: 0.9 }] };

    expect(usualParts(all, { from: 0, to: 1000 })).toEqual([{ from: 0, to: 1000, p05: 0.2, p95: 0.9 }]);
  });

  it("is none where nothing is known", () => {
    expect(usualParts({ ...PAST, usual: [] }, { from: 0, to: 1000 })).toEqual([]);
  });
});
