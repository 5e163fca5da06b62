// The layer of neighbours: which way the water goes from station to station, and how long it takes.
import type { LineString } from "geojson";

import { getPassages } from "../../api/layers";
import type { Passage } from "../../api/shapes";
import { BOLD } from "../../map/ground";
import { duration } from "../../words/formats";
import { language, words } from "../../words/language";
import { StationMark } from "../mark";
import { selectedId, stations, type Sited } from "../state";
import { nameOf } from "../wording";
import { NOTHING, stockOf, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { flowSign } from "./signs";

const NAME = "passages";

const stock = stockOf(getPassages);

const idOf = ({ upstream_id, downstream_id }: Passage) => `${upstream_id}>${downstream_id}`;

/** The straight line of a passage; null where the map shows only one end of it. */
export function lineBetween({ upstream_id, downstream_id }: Passage): LineString | null {
  const from = stations.value.get(upstream_id)?.at ?? null;
  const to = stations.value.get(downstream_id)?.at ?? null;
  return from === null || to === null ? null : { type: "LineString", coordinates: [from, to] };
}

function timeOf({ travel_s, spread_s }: Passage): string {
  const said = words.value.layers;
  if (travel_s === null) return said.noTravel;
  return said.travel(duration(travel_s, language.value), spread_s === null ? null : duration(spread_s, language.value));
}

function End({ sited, label }: { sited: Sited; label: string }) {
  const { station } = sited;
  return (
    <button
      type="button"
      onClick={() => {
        selectedId.value = station.station_id;
      }}
    >
      <StationMark station={station} size="s" /> {label} {nameOf(station)}
    </button>
  );
}

interface Known {
  passage: Passage;
  above: Sited;
  below: Sited;
}

function known(passages: Passage[]): Known[] {
  return passages.flatMap((passage) => {
    const above = stations.value.get(passage.upstream_id);
    const below = stations.value.get(passage.downstream_id);
    return above === undefined || below === undefined ? [] : [{ passage, above, below }];
  });
}

function Row({ passage, above, below }: Known) {
  const said = words.value.layers;
  return (
    <PlaceRow
      layer={NAME}
      id={idOf(passage)}
      sign={<Sign url={flowSign()} />}
      name={`${nameOf(above.station)} → ${nameOf(below.station)}`}
      detail={`${above.station.river}・${said.bases[passage.basis]}`}
      aside={<small>{timeOf(passage)}</small>}
    >
      <p class="buttons">
        <End sited={above} label={said.upstream} />
        <End sited={below} label={said.downstream} />
      </p>
    </PlaceRow>
  );
}

function List() {
  return (
    <PlaceList
      stock={stock}
      rows={known(stock.held.value ?? [])}
      empty={words.value.layers.noPassages}
      row={(each) => <Row key={idOf(each.passage)} {...each} />}
    />
  );
}

export const passages: MapLayer = {
  name: NAME,
  label: (said) => said.passages,
  shown: false,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-line`],
    layers: (palette, scale) => [
      {
        id: `${NAME}-line`, source: NAME, type: "line", layout: { "line-cap": "round" },
        paint: { "line-color": palette.chosenEdge, "line-width": 2.5 * scale, "line-dasharray": [1.5, 2] },
      },
      {
        id: `${NAME}-arrow`, source: NAME, type: "symbol",
        layout: {
          "symbol-placement": "line-center", "icon-image": "flow", "icon-size": 0.55 * scale,
          "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-ignore-placement": true,
        },
      },
      {
        id: `${NAME}-time`, source: NAME, type: "symbol", minzoom: 11,
        layout: {
          "symbol-placement": "line-center", "text-field": ["get", "time"], "text-font": BOLD,
          "text-size": 11 * scale, "text-offset": [0, 1.4], "text-rotation-alignment": "viewport",
        },
        paint: { "text-color": palette.label, "text-halo-color": palette.halo, "text-halo-width": 1.8 },
      },
    ],
    pictures: () => [{ name: "flow", url: flowSign(), size: 40 }],
  },
  features: () => ({
    ...NOTHING,
    features: (stock.held.value ?? []).flatMap((passage) => {
      const geometry = lineBetween(passage);
      if (geometry === null) return [];
      return [{ type: "Feature" as const, geometry, properties: { id: idOf(passage), time: timeOf(passage) } }];
    }),
  }),
  count: () => (stock.held.value === null ? "" : String(known(stock.held.value).length)),
  List,
};
