// The app draws the same line as the page that the server makes: both are held to one table.
import { expect, test } from "vitest";

import table from "../../kawamori/testing/verdicts.json";
import type { Freshness, GaugeLevel, Now, Order, Places } from "../src/residents/contracts";
import { verdictOf } from "../src/residents/verdict/choose";

const AT = "2026-09-01T00:00:00Z";

function order(alert_level: number, order_id: number): Order {
  return {
    order_id,
    alert_level: alert_level as Order["alert_level"],
    name: "",
    areas: [{ area_id: "a", name: "a", name_en: "" }],
    announced_at: AT,
    why: "",
    shelter: "",
    url: "",
    lifted_at: null,
  };
}

function scene(gauges: (string | number | null)[][], orders: number[]): [Now, Places] {
  const ids = gauges.map((_, n) => `s${String(n)}`);
  const stations = Object.fromEntries(
    gauges.map(([level, freshness], n) => [
      `s${String(n)}`,
      { level: level as GaugeLevel | null, stage_m: 1, observed_at: AT, trend: "steady" as const, freshness: freshness as Freshness | null },
    ]),
  );
  const now: Now = {
    made_at: AT,
    run: "",
    status: "actual",
    city: { name: "", name_en: "", reading: "" },
    orders: orders.map(order),
    official: [],
    stations,
    shelters: {},
    cameras: {},
  };
  const places = {
    version: "1",
    areas: [],
    stations: ids.map((station_id) => ({ station_id })),
    shelters: [],
    cameras: [],
  } as unknown as Places;
  return [now, places];
}

test.each(table)("orders $orders and gauges $gauges are told as $ground $level", ({ orders, gauges, ground, level, unknown }) => {
  const [now, places] = scene(gauges, orders);
  const told = verdictOf(now, places, { areas: [], stations: [] }, false);
  expect([told.ground, told.level, told.someUnknown]).toEqual([ground, level, unknown]);
});
