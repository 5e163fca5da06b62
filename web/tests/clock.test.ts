// The run's clock: what the server said, carried on at the run's speed by a clock that only counts.
import { expect, it } from "vitest";

import { setClock, tell } from "../src/rivers/clock";

const FIVE = "2026-09-01T05:00:00Z";

it("actual time passes second by second", () => {
  expect(tell(setClock(FIVE, 1, 10_000), 13_000)).toBe(Date.parse("2026-09-01T05:00:03Z"));
});

it("a rehearsal at sixty times passes a minute in a second", () => {
  expect(tell(setClock(FIVE, 60, 10_000), 13_000)).toBe(Date.parse("2026-09-01T05:03:00Z"));
});

it("a desk clock that is wrong by hours changes nothing", () => {
  expect(tell(setClock(FIVE, 1, 0), 0)).toBe(Date.parse(FIVE));
});
