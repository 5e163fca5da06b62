// The map pane: the stations the page knows, drawn, and buttons for those who can't drag.
import { computed, effect, useSignal } from "@preact/signals";
import type { Feature, Geometry } from "geojson";
import { useEffect, useRef } from "preact/hooks";

import { DAY, NIGHT } from "../map/palette";
import type { Marker } from "../map/markers";
import { painter } from "../map/painter";
import type { MapView, Place, ViewOptions } from "../map/view";
import { hasTrend, isCurrent, lookOf, standingOf, urgency, type Standing } from "../rivers/standing";
import { language, words } from "../words/language";
import { chosen, choose, STATIONS, switched } from "./layers/choice";
import type { MapLayer } from "./layers/layer";
import { parts } from "./layers/parts";
import { Legend } from "./legend";
import { loadMap } from "./map_part";
import { markOf } from "./mark";
import { dark, letterSize } from "./screen";
import { config, loaded, now_ms, runName, selectedId, stations, type Sited } from "./state";
import { openWalked, STEPS, told, walk } from "./walk";
import { mapDetail, nameOf } from "./wording";

function markerOf({ station, at }: Sited): Marker | null {
  if (at === null) return null;
  return {
    id: station.station_id,
    at,
    mark: markOf(station),
    trend: hasTrend(station) ? station.trend : null,
    name: nameOf(station),
    detail: mapDetail(station, now_ms.peek()),
    urgency: urgency(station),
    standing: standingOf(station),
  };
}

const drawable = (all: Iterable<Sited>) =>
  Array.from(all, markerOf).filter((marker): marker is Marker => marker !== null);

const placesOf = (all: Iterable<Sited>) =>
  Array.from(all, ({ at }) => at).filter((at): at is [number, number] => at !== null);

const LIST_FIRST_MS = 2000;

/** A map keeps the page from anything else while it begins: the list is painted before, if it comes in time. */
async function listPainted(): Promise<void> {
  const listed = new Promise<void>((resolve) => {
    const stop = effect(() => {
      if (loaded.value) requestAnimationFrame(() => setTimeout(resolve));
    });
    setTimeout(() => {
      stop();
      resolve();
    }, LIST_FIRST_MS);
  });
  await listed;
}

async function open(
  element: HTMLElement,
  options: Omit<ViewOptions, "overlays">,
): Promise<{ view: MapView; layers: readonly MapLayer[] }> {
  const [{ openView }, { LAYERS }] = await loadMap();
  await listPainted();
  const overlays = LAYERS.map(({ overlay }) => overlay);
  return { view: await openView(element, { ...options, overlays }), layers: LAYERS };
}

/** Where a feature is: its own point, or the middle of its outline. */
function middleOf({ geometry }: Feature): [number, number] | null {
  const places = pointsOf(geometry);
  if (places.length === 0) return null;
  const sum = places.reduce(([x, y], [lon, lat]) => [x + lon, y + lat], [0, 0]);
  return [sum[0] / places.length, sum[1] / places.length];
}

function pointsOf(geometry: Geometry): [number, number][] {
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(pointsOf);
  const numbers: number[] = geometry.coordinates.flat<unknown[], 3>(3).map(Number);
  const points: [number, number][] = [];
  for (let n = 0; n < numbers.length; n += 2) points.push([numbers[n] ?? 0, numbers[n + 1] ?? 0]);
  return points;
}

/** Keep the layers true to what they know, to their switches, and to what is chosen of them. */
export function keepLayers(view: MapView, layers: readonly MapLayer[]): () => void {
  const stops = layers.flatMap((layer) => {
    const drawn = computed(() => ((switched.value[layer.name] ?? layer.shown) ? layer.features() : null));
    // Laid out and drawn with every frame even when nothing is in it: hidden, it costs nothing.
    const seen = computed(() => (drawn.value?.features.length ?? 0) > 0);
    return [
      effect(() => {
        if (drawn.value !== null) view.lay(layer.name, drawn.value);
      }),
      effect(() => {
        view.reveal(layer.name, seen.value);
      }),
    ];
  });
  stops.push(
    effect(() => {
      view.reveal(STATIONS, switched.value[STATIONS] ?? true);
    }),
    effect(() => {
      const place = chosen.value;
      const layer = layers.find(({ name }) => name === place?.layer);
      const found = layer?.features().features.find(({ properties }) => properties?.["id"] === place?.id);
      const at = found === undefined ? null : middleOf(found);
      view.ring(at);
      if (at !== null) view.lookAt(at);
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

const AGES_EVERY_MS = 5000; // the ages written beside silent stations

/** Keep the view true to what the page knows; the returned function stops it. */
export function keepTrue(view: MapView, fitted: Set<string>): () => void {
  const painted = painter(view);
  let drawn: ReadonlyMap<string, Sited> = new Map();
  let shown = false;
  const draw = effect(() => {
    const all = stations.value;
    const gone = [...drawn.keys()].some((id) => !all.has(id));
    const changed = [...all.values()].filter((each) => drawn.get(each.station.station_id) !== each);
    if (gone || !shown) painted.show(drawable(all.values()));
    else painted.change(drawable(changed));
    drawn = all;
    shown = true;
    if (loaded.value && all.size > 0 && !fitted.has(runName.peek())) {
      fitted.clear();
      fitted.add(runName.peek());
      view.fit(placesOf(all.values()), { glide: false });
    }
  });
  const mark = effect(() => {
    const id = selectedId.value;
    const at = id === null ? null : (stations.peek().get(id)?.at ?? null);
    view.select(at);
    if (at !== null) view.lookAt(at);
  });
  const ages = setInterval(() => {
    const silent = [...stations.peek().values()].filter(({ station }) => !isCurrent(lookOf(station)));
    painted.change(drawable(silent));
  }, AGES_EVERY_MS);
  return () => {
    draw();
    painted.stop();
    mark();
    clearInterval(ages);
  };
}

/** Walk from station to station: the map's own keys move and zoom it. */
function answerKey(view: MapView, event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const sited = step !== undefined ? walk(step) : event.key === "Enter" ? openWalked() : null;
  if (!sited?.at) return;
  event.preventDefault();
  view.ring(sited.at);
  view.lookAt(sited.at);
  if (step === undefined) view.bringApart(sited.station.station_id, sited.at);
}

/** What a gathering of stations is called when it is opened. */
function sayGathered(counts: [Standing, number][]): void {
  const said = words.peek();
  const levels = counts.map(([standing, count]) => {
    const name = typeof standing === "number" ? (said.levels[standing] ?? "") : said.standings[standing];
    return `${name} ${count}`;
  });
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  told.value = said.layers.gathered(all, levels.join("、"));
}

export function Controls({ view }: { view: MapView | null }) {
  const said = words.value;
  const buttons: [string, string, string, (view: MapView) => void][] = [
    ["in", "＋", said.zoomIn, (map) => { map.zoomBy(1); }],
    ["out", "−", said.zoomOut, (map) => { map.zoomBy(-1); }],
    ["up", "↑", said.panUp, (map) => { map.panBy(0, -1); }],
    ["left", "←", said.panLeft, (map) => { map.panBy(-1, 0); }],
    ["fit", "◎", said.fit, (map) => { map.fit(placesOf(stations.value.values()), { glide: true }); }],
    ["right", "→", said.panRight, (map) => { map.panBy(1, 0); }],
    ["down", "↓", said.panDown, (map) => { map.panBy(0, 1); }],
  ];
  return (
    <div class="controls" role="group" aria-label={said.map}>
      {buttons.map(([name, sign, label, act]) => (
        <button
          key={name}
          type="button"
          class={`to-${name}`}
          aria-label={label}
          title={label}
          disabled={view === null}
          onClick={() => {
            if (view !== null) act(view);
          }}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}

export function MapPane() {
  const said = words.value;
  const container = useRef<HTMLDivElement>(null);
  const view = useSignal<MapView | null>(null);
  const failed = useSignal(false);
  const place = useRef<Place | null>(null);
  const fitted = useRef(new Set<string>());
  const settings = config.value;
  const night = dark.value;
  const spoken = language.value;

  useEffect(() => {
    const element = container.current;
    if (element === null || settings === null) return;
    let closed = false;
    let stop: (() => void) | undefined;
    open(element, {
      center: settings.center,
      zoom: settings.zoom,
      ...place.current,
      basemapUrl: settings.basemap_url,
      tilesUrl: settings.tiles_url,
      tilesAttribution: settings.tiles_attribution,
      scale: letterSize() / 16,
      palette: night ? NIGHT : DAY,
      title: words.peek().map,
      nameProperty: spoken === "en" ? "name_en" : "name",
      onSelect: (id) => {
        selectedId.value = id;
      },
      onGathered: sayGathered,
      onPick: (layer, id) => {
        choose({ layer, id });
      },
      onTrouble: (message) => {
        console.warn(message);
      },
    }).then(
      ({ view: opened, layers }) => {
        if (closed) {
          opened.close();
          return;
        }
        view.value = opened;
        const stops = [keepTrue(opened, fitted.current), keepLayers(opened, layers)];
        stop = () => {
          for (const each of stops) each();
        };
      },
      (error: unknown) => {
        console.warn(error);
        failed.value = true;
      },
    );
    return () => {
      closed = true;
      stop?.();
      place.current = view.peek()?.place() ?? null;
      view.peek()?.close();
      view.value = null;
    };
  }, [settings, night, spoken]);

  return (
    <section class="map-pane" aria-label={said.map}>
      <p class="hidden" id="map-help">
        {said.mapHelp}
      </p>
      <div
        ref={container}
        class="map"
        aria-describedby="map-help"
        data-drawn={view.value !== null}
        onKeyDown={(event) => {
          if (view.value !== null) answerKey(view.value, event);
        }}
      />
      <p class="map-keys" aria-hidden="true">
        {said.layers.keys}
      </p>
      <p class="hidden" role="status" data-told>
        {told.value}
      </p>
      {failed.value && <p class="no-map">{said.noMap}</p>}
      <Controls view={view.value} />
      {parts.value !== null && <parts.value.LayerSwitches />}
      {switched.value[STATIONS] === false && (
        <p class="stations-hidden" role="status">
          {said.layers.stationsHidden}
        </p>
      )}
      <Legend />
      {config.value !== null && config.value.credits.length > 0 && (
        <p class="credits">{config.value.credits.join("　")}</p>
      )}
    </section>
  );
}
