// Where I am, how far it is and which way: found on the phone, as position never leaves it.
import { describe, expect, it } from "vitest";

import { direction, distance_m } from "../../src/residents/geo/distance";
import { contains, middle, type Outline, overlap } from "../../src/residents/geo/outlines";
import { nearest } from "../../src/residents/shelters/nearest";
import { chance } from "./city";

const box = (west: number, south: number, east: number, north: number): number[][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const RING: Outline = { type: "Polygon", coordinates: [box(0, 0, 10, 10), box(4, 4, 6, 6)] };
const BENT: Outline = { type: "Polygon", coordinates: [[[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [2, 2], [2, 10], [0, 10], [0, 0]]] };
const TWO: Outline = { type: "MultiPolygon", coordinates: [[box(0, 0, 1, 1)], [box(5, 5, 9, 9)]] };

describe("distance", () => {
  it("is that of a map: Tokyo station to Osaka station", () => {
    const km = distance_m({ lon: 139.7671, lat: 35.6812 }, { lon: 135.4959, lat: 34.7025 }) / 1000;

    expect(km).toBeGreaterThan(402);
    expect(km).toBeLessThan(405);
  });

  it("is the same both ways, nothing to oneself, and never more than by a third place", () => {
    const below = chance(1);
    const place = () => ({ lon: 138 + below(1000) / 500, lat: 34 + below(1000) / 500 });
    for (let n = 0; n < 1000; n += 1) {
      const [a, b, c] = [place(), place(), place()];
      expect(distance_m(a, b)).toBeCloseTo(distance_m(b, a), 6);
      expect(distance_m(a, a)).toBe(0);
      expect(distance_m(a, c)).toBeLessThanOrEqual(distance_m(a, b) + distance_m(b, c) + 1e-6);
    }
  });

  it.each([
    [0, 1, "n"],
    [1, 1, "ne"],
    [1, 0, "e"],
    [1, -1, "se"],
    [0, -1, "s"],
    [-1, -1, "sw"],
    [-1, 0, "w"],
    [-1, 1, "nw"],
  ])("%d east and %d north is %s", (east, north, expected) => {
    expect(direction({ lon: 139, lat: 35 }, { lon: 139 + east / 82, lat: 35 + north / 100 })).toBe(expected);
  });
});

describe("an outline", () => {
  it("holds what lies in it, and not what lies in its holes or its bends", () => {
    expect(contains(RING, { lon: 2, lat: 2 })).toBe(true);
    expect(contains(RING, { lon: 5, lat: 5 })).toBe(false);
    expect(contains(BENT, { lon: 5, lat: 5 })).toBe(false);
    expect(contains(BENT, { lon: 9, lat: 5 })).toBe(true);
    expect(contains(TWO, { lon: 6, lat: 6 })).toBe(true);
    expect(contains(TWO, { lon: 3, lat: 3 })).toBe(false);
  });

  it("of a grid: each place lies in one cell and no other", () => {
    const below = chance(2);
    const cells = Array.from({ length: 25 }, (_, n): Outline => {
      const [x, y] = [n % 5, Math.floor(n / 5)];
      return { type: "Polygon", coordinates: [box(x, y, x + 1, y + 1)] };
    });
    for (let n = 0; n < 2000; n += 1) {
      const place = { lon: below(500) / 100, lat: below(500) / 100 };
      expect(cells.filter((cell) => contains(cell, place))).toHaveLength(1);
    }
  });

  it("lies over another where they share ground, be it that their sides only cross", () => {
    const cross = (a: number[][], b: number[][]) =>
      overlap({ type: "Polygon", coordinates: [a] }, { type: "Polygon", coordinates: [b] });

    expect(cross(box(0, 4, 10, 6), box(4, 0, 6, 10))).toBe(true);
    expect(cross(box(0, 0, 10, 10), box(4, 4, 6, 6))).toBe(true);
    expect(cross(box(0, 0, 1, 1), box(2, 0, 3, 1))).toBe(false);
  });

  it("has its middle in the middle of its largest part", () => {
    expect(middle(TWO)).toEqual({ lon: 7, lat: 7 });
  });
});

describe("where to go", () => {
  const shelter = (shelter_id: string, lat: number, ...hazards: string[]) => ({
    ...{ shelter_id, name: "", name_en: "", reading: "", address: "", lon: 139, lat, capacity: null, hazards, note: "" },
  });

  it("is the nearest place for floods; one for earthquakes is never among them", () => {
    const { flood, other } = nearest(
      [shelter("far", 35.2, "flood"), shelter("near", 35.01, "flood", "fire"), shelter("nearest", 35.001, "earthquake")],
      { lon: 139, lat: 35 },
    );

    expect(flood.map(({ shelter_id }) => shelter_id)).toEqual(["near", "far"]);
    expect(other.map(({ shelter_id }) => shelter_id)).toEqual(["nearest"]);
  });
});
