// The verdict: never calmer than the highest order in my areas, and not to know is not to be safe.
import { describe, expect, it } from "vitest";

import type { AlertLevel, Now, Order, OrderLevel, StationNow } from "../../src/residents/contracts";
import { verdictOf } from "../../src/residents/verdict/choose";
import { AREAS, chance, now, order, PLACES, seen } from "./city";

const chose = (...areas: string[]) => ({ areas, stations: [] as string[] });
const ids = (orders: Order[]) => orders.map(({ order_id }) => order_id);
const verdict = (told: Now, chosen = chose(), isOld = false) => verdictOf(told, PLACES, chosen, isOld);

describe("an order", () => {
  it("in one of my areas is the verdict, whatever the gauges say", () => {
    const found = verdict(now({ orders: [order(1, 4, "west", "east")] }), chose("west"));

    expect([found.ground, found.level]).toEqual(["order", 4]);
  });

  it("elsewhere is told as elsewhere", () => {
    const found = verdict(now({ orders: [order(1, 4, "east")] }), chose("west"));

    expect(found.ground).toBe("calm");
    expect(ids(found.elsewhere)).toEqual([1]);
  });

  it("for a zone is mine where it lies over my district", () => {
    const orders = [order(1, 5, "riverside")];

    expect(verdict(now({ orders }), chose("west")).level).toBe(5);
    expect(verdict(now({ orders }), chose("east")).ground).toBe("calm");
  });

  it("for an area that this phone has not heard of may be mine", () => {
    expect(verdict(now({ orders: [order(1, 4, "new-town")] }), chose("west")).level).toBe(4);
  });

  it("is mine for sure where a place of mine is no more", () => {
    expect(verdict(now({ orders: [order(1, 4, "east")] }), chose("west", "gone")).level).toBe(4);
  });

  it("for a neighbouring district is not mine though the two share a border", () => {
    expect(verdict(now({ orders: [order(1, 4, "middle")] }), chose("west")).ground).toBe("calm");
  });

  it("that was lifted stands no more", () => {
    const lifted = { ...order(1, 4, "west"), lifted_at: "2026-09-01T02:00:00Z" };

    expect(verdict(now({ orders: [lifted] }), chose("west")).ground).toBe("calm");
  });

  it("of any kind is never outdone by calm, in ten thousand cities", () => {
    const below = chance(6);
    const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
    const some = () => AREAS.map(({ area_id }) => area_id).filter(() => below(2) === 1);
    for (let city = 0; city < 10_000; city += 1) {
      const orders = Array.from({ length: below(4) }, (_, n) => {
        const made = order(n, pick([3, 4, 5] as OrderLevel[]), ...some());
        return below(4) === 0 ? { ...made, lifted_at: made.announced_at } : made;
      });
      const stations = Object.fromEntries(
        PLACES.stations.map(({ station_id }) => [
          station_id,
          seen(pick([0, 1, 2, 3, 4, 5, null] as StationNow["level"][]), {
            freshness: pick(["live", "late", "dead", "dormant", "blind", null] as StationNow["freshness"][]),
          }),
        ]),
      );
      const chosen = chose(...some());
      const found = verdict(now({ orders, stations }), chosen, below(2) === 1);

      const stand = orders.filter(({ lifted_at }) => lifted_at === null);
      const mine = stand.filter(
        ({ areas }) => chosen.areas.length === 0 || areas.some(({ area_id }) => chosen.areas.includes(area_id)),
      );
      const highest = Math.max(0, ...mine.map(({ alert_level }) => alert_level)) as AlertLevel | 0;
      if (highest > 0) expect(found.ground).toBe("order");
      expect(found.ground === "order" ? found.level : 0).toBeGreaterThanOrEqual(highest);
      expect(found.orders.length + found.elsewhere.length).toBe(stand.length);
    }
  });
});

describe("without an order", () => {
  const stations = (state: StationNow) => ({ ...now().stations, "west-bridge": state });

  it("my gauges decide, and others do not", () => {
    const told = now({ stations: stations(seen(3)) });

    expect(verdict(told, chose("west"))).toMatchObject({ ground: "gauge", level: 3, gauges: ["west-bridge"] });
    expect(verdict(told, chose("east")).ground).toBe("calm");
  });

  it("a gauge that fell silent in danger is still in danger", () => {
    expect(verdict(now({ stations: stations(seen(4, { freshness: "blind" })) }), chose("west"))).toMatchObject({
      ground: "gauge",
      level: 4,
      someUnknown: true,
    });
  });

  it.each(["dead", null] as const)("a gauge of which nothing comes (%s) is not calm", (freshness) => {
    expect(verdict(now({ stations: stations(seen(0, { freshness })) }), chose("west")).ground).toBe("no_data");
  });

  it("a gauge that sleeps in calm weather is calm", () => {
    expect(verdict(now({ stations: stations(seen(0, { freshness: "dormant" })) }), chose("west")).ground).toBe("calm");
  });

  it("what the phone heard long ago is not calm", () => {
    expect(verdict(now(), chose("west"), true).ground).toBe("no_data");
  });

  it("a gauge that the server does not speak of is not calm", () => {
    expect(verdict(now({ stations: {} }), chose("west")).ground).toBe("no_data");
  });
});
