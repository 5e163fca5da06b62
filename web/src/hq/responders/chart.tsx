// The map beside the forms: rivers and responders as they are, and what somebody is about to say.
import "maplibre-gl/dist/maplibre-gl.css";

import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { DAY, NIGHT } from "../../map/palette";
import type { Overlay } from "../../map/overlay";
import type { MapView } from "../../map/view";
import { language, words } from "../../words/language";
import { choose } from "../layers/choice";
import { Controls, keepLayers, keepTrue } from "../map";
import { loadMap } from "../map_part";
import { dark, letterSize } from "../screen";
import { config } from "../state";
import { missingOf } from "./facts";
import { draft, pressed } from "./pressing";
import { said } from "./said";
import { withdrawStock } from "./stocks";

const SHOWN = ["areas", "task-places", "incidents", "on-duty"];
const DRAFT = "draft";
const ORDERS = "withdraw-orders";
const RED = "#a8071a";
const INK = "#5b2a86";

/** What is being said: filled where it is an outline, each point a disc. */
const DRAWN: Overlay = {
  name: DRAFT,
  answers: [],
  pictures: () => [],
  layers: (palette, scale) => [
    { id: `${DRAFT}-fill`, source: DRAFT, type: "fill", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": RED, "fill-opacity": 0.25 } },
    { id: `${DRAFT}-line`, source: DRAFT, type: "line", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": RED, "line-width": 3 * scale } },
    {
      id: `${DRAFT}-point`, source: DRAFT, type: "circle", filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 8 * scale, "circle-color": INK, "circle-stroke-color": palette.halo, "circle-stroke-width": 2.5 * scale },
    },
  ],
};

/** Where somebody who was ordered out is still missing. */
const STANDING: Overlay = {
  name: ORDERS,
  answers: [],
  pictures: () => [],
  layers: (_palette, scale) => [
    { id: `${ORDERS}-fill`, source: ORDERS, type: "fill", paint: { "fill-color": RED, "fill-opacity": 0.12 } },
    { id: `${ORDERS}-line`, source: ORDERS, type: "line", paint: { "line-color": RED, "line-width": 2.5 * scale, "line-dasharray": [2, 1.5] } },
  ],
};

function keepDrawn(view: MapView): () => void {
  const stops = [
    effect(() => {
      view.lay(DRAFT, { type: "FeatureCollection", features: draft.value });
    }),
    effect(() => {
      const standing = (withdrawStock.held.value ?? []).filter((order) => missingOf(order).length > 0);
      view.lay(ORDERS, {
        type: "FeatureCollection",
        features: standing.map(({ withdraw_id, geometry }) => ({
          type: "Feature", geometry: geometry as never, properties: { id: String(withdraw_id) },
        })),
      });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

export function Chart() {
  const container = useRef<HTMLDivElement>(null);
  const view = useSignal<MapView | null>(null);
  const failed = useSignal(false);
  const settings = config.value;
  const night = dark.value;
  const spoken = language.value;
  useEffect(() => {
    const element = container.current;
    if (element === null || settings === null) return;
    let closed = false;
    let stop: (() => void) | undefined;
    const open = async () => {
      const [{ openView }, { LAYERS }] = await loadMap();
      const layers = LAYERS.filter(({ name }) => SHOWN.includes(name));
      const opened = await openView(element, {
        center: settings.center,
        zoom: settings.zoom,
        basemapUrl: settings.basemap_url,
        tilesUrl: settings.tiles_url,
        tilesAttribution: settings.tiles_attribution,
        scale: letterSize() / 16,
        palette: night ? NIGHT : DAY,
        title: said.peek().map,
        nameProperty: spoken === "en" ? "name_en" : "name",
        overlays: [...layers.slice(0, 1), { overlay: STANDING }, { overlay: DRAWN }, ...layers.slice(1)].map(({ overlay }) => overlay),
        onSelect: () => undefined,
        onGathered: () => undefined,
        onPick: (layer, id) => {
          choose({ layer, id });
        },
        onPlace: (at) => {
          pressed.peek()?.(at);
          return pressed.peek() !== null;
        },
        onTrouble: console.warn,
      });
      if (closed) {
        opened.close();
        return;
      }
      view.value = opened;
      const stops = [keepTrue(opened, new Set()), keepLayers(opened, layers), keepDrawn(opened)];
      stop = () => {
        for (const each of stops) each();
      };
    };
    open().catch((error: unknown) => {
      console.warn(error);
      failed.value = true;
    });
    return () => {
      closed = true;
      stop?.();
      view.peek()?.close();
      view.value = null;
    };
  }, [settings, night, spoken]);
  return (
    <section class={`chart ${pressed.value === null ? "" : "placing"}`} aria-label={said.value.map}>
      <div ref={container} class="chart-map" data-drawn={view.value !== null} />
      <Controls view={view.value} />
      {pressed.value !== null && <p class="chart-hint">{said.value.pressMap}</p>}
      {failed.value && <p class="no-map">{words.value.noMap}</p>}
    </section>
  );
}
