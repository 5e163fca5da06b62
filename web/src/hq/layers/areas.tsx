// The layer of areas: districts and zones, and the mayor's orders that stand in them.
import { computed, effect } from "@preact/signals";
import type { Feature } from "geojson";

import { getAreas } from "../../api/client";
import type { HqArea, Order } from "../../api/shapes";
import { BOLD } from "../../map/ground";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { OrderLevelMark } from "../orders/level";
import { orderLevel, type OrderLevel } from "../orders/levels";
import { show, standing } from "../orders/state";
import { voiced } from "../filters";
import { now_ms, stations } from "../state";
import { view } from "../view";
import { nameOf } from "../wording";
import { NOTHING, stockOf, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { orderPattern, orderSign } from "./signs";

const NAME = "areas";
const LEVELS = [3, 4, 5] as const;

const stock = stockOf(async (run) => (await getAreas(run)).features);

const releasedAt = ({ steps }: Order) => steps.find(({ step }) => step === "release")?.at ?? null;

/** Which order stands in which area: one at the most. */
const orderIn = computed(() => {
  const found = new Map<string, Order>();
  for (const order of standing.value) {
    for (const { area_id, stands } of order.areas) if (stands) found.set(area_id, order);
  }
  return found;
});

const levelIn = (area: HqArea): OrderLevel | null => {
  const order = orderIn.value.get(area.area_id);
  return order === undefined ? null : orderLevel(order.alert_level);
};

function inOrder(all: { properties: HqArea }[]): HqArea[] {
  return all
    .map(({ properties }) => properties)
    .sort(
      (a, b) =>
        (levelIn(b) ?? 0) - (levelIn(a) ?? 0) ||
        b.risk - a.risk ||
        a.reading.localeCompare(b.reading, "ja") ||
        a.area_id.localeCompare(b.area_id),
    );
}

function Voices({ ids }: { ids: string[] }) {
  const names = ids.flatMap((id) => {
    const found = stations.value.get(id);
    return found === undefined ? [] : [nameOf(found.station)];
  });
  return names.length === 0 ? null : <p class="quiet">{words.value.layers.stationsOf(names.join("・"))}</p>;
}

function Row({ area }: { area: HqArea }) {
  const said = words.value;
  const level = levelIn(area);
  const order = orderIn.value.get(area.area_id);
  return (
    <PlaceRow
      layer={NAME}
      id={area.area_id}
      sign={<Sign url={level === null ? areaSign(area.kind) : orderSign(level)} />}
      name={nameOf(area)}
      detail={level === null ? said.layers.areaKinds[area.kind] : said.orders.levels[level]}
      aside={<small>{area.population === null ? "" : said.orders.people(area.population)}</small>}
    >
      {order === undefined || level === null ? (
        <p class="quiet">{said.layers.noOrder}</p>
      ) : (
        <p>
          <OrderLevelMark level={level} /> {order.reason}{" "}
          <button
            type="button"
            onClick={() => {
              show(order.order_id);
              view.value = "orders";
            }}
          >
            {said.layers.openOrder(dayTime(releasedAt(order), now_ms.value))}
          </button>
        </p>
      )}
      <p class="quiet">
        {said.layers.reach(area.subscribers, area.visits)}
        {area.households !== null && <> / {said.orders.households(area.households)}</>}
      </p>
      <Voices ids={area.station_ids} />
    </PlaceRow>
  );
}

function areaSign(kind: HqArea["kind"]): string {
  const dash = kind === "zone" ? ' stroke-dasharray="5 3"' : "";
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40">' +
    `<path d="M6 12L17 5l16 5 2 15-10 10-17-4z" fill="#eef0f3" stroke="#14181d" stroke-width="2"${dash}/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function List() {
  return (
    <PlaceList
      stock={stock}
      rows={inOrder(stock.held.value ?? [])}
      empty={words.value.layers.noAreas}
      row={(area) => <Row key={area.area_id} area={area} />}
    />
  );
}

/** The list of stations can be narrowed to an area as soon as the areas are known. */
effect(() => {
  voiced.value = (stock.held.value ?? [])
    .map(({ properties }) => ({ ...properties, name: nameOf(properties) }))
    .filter(({ station_ids }) => station_ids.length > 0)
    .sort((a, b) => a.reading.localeCompare(b.reading, "ja"));
});

function featureOf({ geometry, properties }: NonNullable<typeof stock.held.value>[number]): Feature {
  const level = levelIn(properties);
  return {
    type: "Feature",
    geometry,
    properties: {
      id: properties.area_id,
      kind: properties.kind,
      level: level ?? 0,
      text: level === null ? "" : `${nameOf(properties)}\n${words.value.orders.levels[level]}`,
    },
  };
}

export const areas: MapLayer = {
  name: NAME,
  label: (said) => said.areas,
  shown: true,
  looksBack: true,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-fill`],
    layers: (palette, scale) => [
      {
        id: `${NAME}-fill`, source: NAME, type: "fill",
        paint: { "fill-color": palette.water, "fill-opacity": ["case", ["==", ["get", "kind"], "zone"], 0.1, 0.02] },
      },
      ...LEVELS.map((level) => ({
        id: `${NAME}-order-${level}`, source: NAME, type: "fill" as const,
        filter: ["==", ["get", "level"], level] as ["==", ["get", string], number],
        paint: { "fill-pattern": `order-ground-${level}`, "fill-opacity": 0.8 },
      })),
      {
        id: `${NAME}-edge`, source: NAME, type: "line",
        paint: {
          "line-color": palette.place,
          "line-width": ["case", [">", ["get", "level"], 0], 2.6 * scale, 0.9 * scale],
          "line-opacity": ["case", [">", ["get", "level"], 0], 1, 0.65],
          "line-dasharray": [3, 2],
        },
      },
      {
        id: `${NAME}-sign`, source: NAME, type: "symbol", filter: [">", ["get", "level"], 0],
        layout: {
          "icon-image": ["concat", "order-", ["to-string", ["get", "level"]]],
          "icon-size": 0.8 * scale, "icon-allow-overlap": true,
          "text-field": ["step", ["zoom"], "", 11, ["get", "text"]], "text-font": BOLD, "text-size": 12 * scale,
          "text-anchor": "top", "text-offset": [0, 1.3], "text-optional": true,
          "symbol-sort-key": ["get", "level"],
        },
        paint: { "text-color": palette.label, "text-halo-color": palette.halo, "text-halo-width": 1.8 },
      },
    ],
    pictures: () => [
      ...LEVELS.map((level) => ({ name: `order-ground-${level}`, url: orderPattern(level), size: 24 })),
      ...LEVELS.map((level) => ({ name: `order-${level}`, url: orderSign(level), size: 36 })),
    ],
  },
  features: () => ({ ...NOTHING, features: (stock.held.value ?? []).map(featureOf) }),
  count: () => {
    if (stock.held.value === null) return "";
    return words.value.layers.orderedOf(orderIn.value.size, stock.held.value.length);
  },
  List,
};
