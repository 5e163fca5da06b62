// A laptop that slept knows it: what it shows is as old as it is.
import { expect, it } from "vitest";

import { slept } from "../src/hq/offline/awake";

const HOUR = 3_600_000;

it("an hour's sleep is noticed though the counting clock stood still", () => {
  expect(slept({ wall_ms: 0, count_ms: 0 }, { wall_ms: HOUR, count_ms: 1000 })).toBe(HOUR - 1000);
});

it("a busy page that ticks late did not sleep", () => {
  expect(slept({ wall_ms: 0, count_ms: 0 }, { wall_ms: 30_000, count_ms: 30_000 })).toBe(0);
});

it("a clock that somebody put back makes nothing younger", () => {
  expect(slept({ wall_ms: HOUR, count_ms: 0 }, { wall_ms: 0, count_ms: 1000 })).toBe(0);
});
