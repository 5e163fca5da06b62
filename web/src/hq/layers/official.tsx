// The layer of official information in force: flags at the stations it covers, and the reaches between them.
import { computed } from "@preact/signals";
import type { Feature } from "geojson";

import { getOfficial, getPassages } from "../../api/layers";
import type { Level, Official, OfficialList } from "../../api/shapes";
import { PAINT } from "../../rivers/levels";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { now_ms, runName, stations } from "../state";
import { nameOf } from "../wording";
import { listen } from "./heard";
import { NOTHING, stockOf, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { lineBetween } from "./passages";
import { officialSign } from "./signs";

const NAME = "official";
const LEVELS: readonly Level[] = [1, 2, 3, 4, 5];

const stock = stockOf(async (run) => {
  const [{ official }, passages] = await Promise.all([getOfficial(run), getPassages(run)]);
  return { official, passages };
});

listen(NAME, (told) => {
  const { run, official } = told as OfficialList;
  const held = stock.held.peek();
  if (held !== null && run === runName.peek()) stock.held.value = { ...held, official };
});

const all = computed(() => stock.held.value?.official ?? []);
const levelOf = ({ alert_level }: Official) => alert_level as Level;

/** The highest announcement that counts at each station; a drill's counts in a drill alone. */
const highest = computed(() => {
  const found = new Map<string, Official>();
  for (const each of all.value) {
    if (!each.counts) continue;
    for (const id of each.station_ids) {
      if ((found.get(id)?.alert_level ?? 0) < each.alert_level) found.set(id, each);
    }
  }
  return found;
});

function flags(): Feature[] {
  return [...highest.value].flatMap(([id, each]) => {
    const at = stations.value.get(id)?.at ?? null;
    if (at === null) return [];
    const properties = { id: String(each.official_id), level: each.alert_level };
    return [{ type: "Feature", geometry: { type: "Point", coordinates: at }, properties }];
  });
}

function reaches(): Feature[] {
  return (stock.held.value?.passages ?? []).flatMap((passage) => {
    const above = highest.value.get(passage.upstream_id);
    const below = highest.value.get(passage.downstream_id);
    const line = lineBetween(passage);
    if (above === undefined || below === undefined || line === null) return [];
    const lower = above.alert_level < below.alert_level ? above : below;
    return [{ type: "Feature", geometry: line, properties: { id: String(lower.official_id), level: lower.alert_level } }];
  });
}

function Row({ each }: { each: Official }) {
  const said = words.value.layers;
  const covered = each.station_ids.flatMap((id) => {
    const found = stations.value.get(id);
    return found === undefined ? [] : [nameOf(found.station)];
  });
  return (
    <PlaceRow
      layer={NAME}
      id={String(each.official_id)}
      sign={<Sign url={officialSign(levelOf(each))} />}
      name={`${each.counts ? "" : `【${each.control_status}】`}${each.name}`}
      detail={[...each.rivers, ...each.areas].join("・")}
      aside={
        <>
          <small>{each.issuer}</small>
          <small>
            <time dateTime={each.issued_at}>{dayTime(each.issued_at, now_ms.value)}</time>
          </small>
        </>
      }
    >
      <p>
        {said.issued(each.issuer, dayTime(each.issued_at, now_ms.value))}
        {each.valid_until !== null && <> / {said.until(dayTime(each.valid_until, now_ms.value))}</>}
      </p>
      {covered.length > 0 && <p class="quiet">{said.covers(covered.join("・"))}</p>}
      {each.source_text !== "" && <p class="body">{each.source_text}</p>}
      <p class="quiet">{said.enteredBy(each.entered_by, dayTime(each.recorded_at, now_ms.value))}</p>
    </PlaceRow>
  );
}

function List() {
  return (
    <PlaceList
      stock={stock}
      rows={all.value}
      empty={words.value.layers.noOfficial}
      row={(each) => <Row key={each.official_id} each={each} />}
    />
  );
}

export const official: MapLayer = {
  name: NAME,
  label: (said) => said.official,
  shown: true,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-flag`],
    layers: (_, scale) => [
      {
        id: `${NAME}-edge`, source: NAME, type: "line", filter: ["==", ["geometry-type"], "LineString"],
        layout: { "line-cap": "round" },
        paint: { "line-color": "#14181d", "line-width": 7 * scale, "line-opacity": 0.7 },
      },
      {
        id: `${NAME}-reach`, source: NAME, type: "line", filter: ["==", ["geometry-type"], "LineString"],
        layout: { "line-cap": "round" },
        paint: {
          "line-color": ["match", ["get", "level"], ...LEVELS.slice(0, 4).flatMap((level) => [level, PAINT[level].fill]), PAINT[5].fill] as never,
          "line-width": 4 * scale,
          "line-opacity": 0.85,
        },
      },
      {
        id: `${NAME}-flag`, source: NAME, type: "symbol", filter: ["==", ["geometry-type"], "Point"],
        layout: {
          "icon-image": ["concat", "official-", ["to-string", ["get", "level"]]],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 0.5 * scale, 10, 0.7 * scale, 13, 0.9 * scale],
          "icon-offset": [30, -26],
          "icon-allow-overlap": true,
          "symbol-sort-key": ["get", "level"],
        },
      },
    ],
    pictures: () => LEVELS.map((level) => ({ name: `official-${level}`, url: officialSign(level), size: 32 })),
  },
  features: () => ({ ...NOTHING, features: [...reaches(), ...flags()] }),
  count: () => (stock.held.value === null ? "" : String(all.value.length)),
  List,
};
