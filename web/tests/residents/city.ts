// A small city for tests: districts side by side, a zone along the river, gauges that speak for them.
import type { Area, Now, Order, Places, Station, StationNow } from "../../src/residents/contracts";

const square = (west: number, south: number, size: number): Area["geometry"] => ({
  type: "Polygon",
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
});

const area = (area_id: string, geometry: Area["geometry"], kind: Area["kind"] = "district"): Area => ({
  area_id,
  name: area_id,
  name_en: area_id,
  reading: "",
  kind,
  station_ids: [`${area_id}-bridge`],
  geometry,
});

const station = (station_id: string): Station => ({
  station_id,
  name: station_id,
  name_en: "",
  river: "川辺川",
  lon: null,
  lat: null,
  thresholds: { standby_m: 1, caution_m: 2, evacuation_m: 3, danger_m: 4, overflow_m: 5, release_m: null },
  usual: null,
  record: null,
});

/** Three districts in a row, and a zone along the river that lies over the first two. */
export const AREAS = [
  area("west", square(139.0, 35, 0.01)),
  area("middle", square(139.01, 35, 0.01)),
  area("east", square(139.05, 35, 0.01)),
  area("riverside", square(139.005, 35.005, 0.01), "zone"),
];

export const PLACES: Places = {
  version: "1",
  areas: AREAS,
  stations: AREAS.flatMap(({ station_ids }) => station_ids).map(station),
  shelters: [],
  cameras: [],
  credits: [],
};

export const seen = (level: StationNow["level"], differs: Partial<StationNow> = {}): StationNow => ({
  level,
  stage_m: level,
  observed_at: "2026-09-01T03:00:00Z",
  trend: "rising",
  freshness: "live",
  ...differs,
});

export const order = (order_id: number, alert_level: Order["alert_level"], ...areas: string[]): Order => ({
  order_id,
  alert_level,
  name: "",
  areas: areas.map((area_id) => ({ area_id, name: area_id, name_en: area_id })),
  announced_at: "2026-09-01T03:00:00Z",
  why: "",
  shelter: "",
  url: "",
  lifted_at: null,
});

export function now(differs: Partial<Now> = {}): Now {
  return {
    made_at: "2026-09-01T03:01:00Z",
    run: "",
    status: "actual",
    city: { name: "川辺市", name_en: "Kawabe", reading: "かわべし" },
    orders: [],
    official: [],
    stations: Object.fromEntries(PLACES.stations.map(({ station_id }) => [station_id, seen(0)])),
    shelters: {},
    cameras: {},
    ...differs,
  };
}

/** Numbers that look like chance and are the same each time. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
