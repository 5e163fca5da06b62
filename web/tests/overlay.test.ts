// The size of symbols on the map and of what lies over it is one size.
import { expect, test } from "vitest";

import { nearer, nearerAt } from "../src/map/overlay";

test("at each zoom that is named, what lies over the map is as large as what it draws", () => {
  const [, , , ...stops] = nearer(1.5) as unknown as [string, unknown, unknown, ...number[]];
  for (let at = 0; at < stops.length; at += 2) {
    expect(nearerAt(stops[at] ?? 0, 1.5)).toBeCloseTo(stops[at + 1] ?? 0);
  }
});

test("between them it grows evenly, and beyond them no more", () => {
  expect(nearerAt(8.5, 1)).toBeCloseTo((0.72 + 0.85) / 2);
  expect(nearerAt(11.5, 1)).toBeCloseTo((0.85 + 1.1) / 2);
  expect(nearerAt(3, 1)).toBe(nearerAt(7, 1));
  expect(nearerAt(17, 1)).toBe(nearerAt(13, 1));
});
