// The list: worst first, and silence is never taken for safety.
import { describe, expect, it } from "vitest";

import type { Station } from "../src/api/shapes";
import { countStandings, hasTrend, jumpOf, standingOf, urgency, worstFirst } from "../src/rivers/standing";
import { station } from "./stations";

const order = (...stations: Partial<Station>[]) =>
  stations.map((differs) => station(differs)).sort(worstFirst).map(({ station_id }) => station_id);

describe("worst first", () => {
  it("a higher level comes before a lower one", () => {
    expect(order({ station_id: "low", level: 2 }, { station_id: "high", level: 4 })).toEqual(["high", "low"]);
  });

  it("a station blind in danger comes before one seen at the same level, and after a higher one", () => {
    const sorted = order(
      { station_id: "seen", level: 4 },
      { station_id: "blind", level: 4, freshness: "blind" },
      { station_id: "higher", level: 5 },
    );

    expect(sorted).toEqual(["higher", "blind", "seen"]);
  });

  it("an unconfirmed surge comes before a confirmed stage at its level", () => {
    const sorted = order(
      { station_id: "sure", level: 2 },
      { station_id: "surge", level: 2, confirmation: "unconfirmed", reasons: ["unconfirmed_rise"] },
    );

    expect(sorted).toEqual(["surge", "sure"]);
  });

  it("an unconfirmed drop is called a drop, and asks for no more than its level does", () => {
    const drop = station({ level: 3, confirmation: "unconfirmed", reasons: ["held", "unconfirmed_fall"] });

    expect(jumpOf(drop)).toBe("fall");
    expect(urgency(drop)).toBe(urgency(station({ level: 3 })));
  });

  it.each(["dead", null] as const)("a station with freshness %s stands above every quiet river", (freshness) => {
    expect(urgency(station({ level: 0, freshness }))).toBeGreaterThan(urgency(station({ level: 1 })));
    expect(urgency(station({ level: 0, freshness }))).toBeLessThan(urgency(station({ level: 2 })));
  });

  it("silence never lowers a station", () => {
    for (const level of [0, 1, 2, 3, 4, 5] as const) {
      for (const freshness of ["late", "dead", "blind"] as const) {
        expect(urgency(station({ level, freshness }))).toBeGreaterThanOrEqual(urgency(station({ level })));
      }
    }
  });

  it("of two alike, the rising one comes first, then the one sooner at its next threshold", () => {
    const reaching = (p50_s: number): Partial<Station> => ({
      level: 2,
      trend: "rising",
      projection: {
        as_of: "2026-09-01T05:00:00Z",
        next: [{ level: 3, threshold_m: 3, chance: 0.4, p10_s: p50_s / 2, p50_s, p90_s: p50_s * 2 }],
      },
    });
    const sorted = order(
      { station_id: "falling", level: 2, trend: "falling" },
      { station_id: "later", ...reaching(5 * 3600) },
      { station_id: "sooner", ...reaching(1200) },
    );

    expect(sorted).toEqual(["sooner", "later", "falling"]);
  });
});

describe("counts", () => {
  it("every station is counted once", () => {
    const all = [
      station({ level: 0 }),
      station({ level: 4, freshness: "blind" }),
      station({ level: 3, freshness: "dead" }),
      station({ level: 0, freshness: "dormant" }),
      station({ level: null, freshness: null }),
    ];

    const counts = countStandings(all);

    expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(all.length);
    expect(counts.get("silent")).toBe(2);
  });

  it("a blind station counts at the level its alert still holds", () => {
    expect(standingOf(station({ level: 4, freshness: "blind" }))).toBe(4);
  });
});

it("a trend that is not the present one is not shown", () => {
  expect(hasTrend(station({ trend: "rising", freshness: "late" }))).toBe(false);
  expect(hasTrend(station({ trend: "rising" }))).toBe(true);
  expect(hasTrend(station({ trend: "unknown" }))).toBe(false);
});
