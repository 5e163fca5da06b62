// The rungs of a station: only those it has, lowest first.
import { expect, it } from "vitest";

import { nextRung, rungsOf } from "../src/rivers/levels";
import { station } from "./stations";

const { thresholds } = station();

it("a missing threshold is no rung", () => {
  expect(rungsOf({ ...thresholds, caution_m: null }).map(({ level }) => level)).toEqual([1, 3, 4]);
});

it("the next rung is the lowest one above the stage", () => {
  expect(nextRung(thresholds, 2)).toEqual({ level: 3, threshold_m: 3 });
  expect(nextRung(thresholds, 9)).toBeUndefined();
});

it("a gauge that counts from the bank top has its rungs below zero", () => {
  const fromTheBank = { ...thresholds, standby_m: null, caution_m: null, evacuation_m: null, danger_m: -0.5, overflow_m: 0 };

  expect(nextRung(fromTheBank, -1.2)).toEqual({ level: 4, threshold_m: -0.5 });
});
