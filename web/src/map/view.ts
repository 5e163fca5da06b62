// The map on screen: the ground, the stations on it, and the few things one can do to it.
import "maplibre-gl/dist/maplibre-gl.css";

import {
  AttributionControl,
  LngLatBounds,
  Map as MapLibreMap,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type MapMouseEvent,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

import { groundStyle, type Ground } from "./ground";
import { addImages } from "./images";
import { MARKER_LAYER, MARKERS, markerLayers, SELECTED_LAYER, toCollection, toFeature, type Marker } from "./markers";

setWorkerUrl(workerUrl);

export interface Place {
  center: [number, number];
  zoom: number;
}

export interface ViewOptions extends Ground, Place {
  /** What a screen reader calls the map. */
  title: string;
  onSelect: (id: string) => void;
  onTrouble: (message: string) => void;
}

export interface MapView {
  /** Draw these stations and no others. */
  show: (markers: Iterable<Marker>) => void;
  /** Draw these anew; all others stay. */
  change: (markers: Marker[]) => void;
  select: (id: string | null) => void;
  /** Bring all these places into view. */
  fit: (places: [number, number][], motion: { glide: boolean }) => void;
  lookAt: (place: [number, number]) => void;
  zoomBy: (steps: number) => void;
  panBy: (right: number, down: number) => void;
  place: () => Place;
  close: () => void;
}

const REACH_PX = 12; // half of the least target
const PAN_PX = 160;

/** Open a map in an element. Throws where the device has no WebGL. */
export async function openView(container: HTMLElement, options: ViewOptions): Promise<MapView> {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new MapLibreMap({
    container,
    locale: { "Map.Title": options.title },
    style: groundStyle(options),
    center: options.center,
    zoom: options.zoom,
    minZoom: 5,
    maxZoom: 17,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0, // a stage changes every minute: names that fade with it would blink
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  if (options.tilesUrl !== null) map.addControl(new AttributionControl({ compact: false }));
  map.on("error", ({ error }) => {
    options.onTrouble(error.message);
  });
  await Promise.all([once(map, "style.load"), addImagesWhenReady(map)]);
  map.addSource(MARKERS, { type: "geojson", data: toCollection([]), promoteId: "id" });
  for (const layer of markerLayers(options.palette, options.scale)) map.addLayer(layer);
  answerPointer(map, options.onSelect);
  return handle(map, still);
}

function once(map: MapLibreMap, event: "style.load"): Promise<void> {
  return new Promise((resolve) => void map.once(event, () => { resolve(); }));
}

async function addImagesWhenReady(map: MapLibreMap): Promise<void> {
  await once(map, "style.load");
  await addImages(map);
}

/** The most urgent station within reach of the pointer. */
function stationAt(map: MapLibreMap, { point }: MapMouseEvent): string | undefined {
  const near = map.queryRenderedFeatures(
    [
      [point.x - REACH_PX, point.y - REACH_PX],
      [point.x + REACH_PX, point.y + REACH_PX],
    ],
    { layers: [MARKER_LAYER] },
  );
  near.sort((a, b) => Number(b.properties["urgency"]) - Number(a.properties["urgency"]));
  return near[0] && String(near[0].properties["id"]);
}

function answerPointer(map: MapLibreMap, onSelect: (id: string) => void): void {
  map.on("click", (event) => {
    const id = stationAt(map, event);
    if (id !== undefined) onSelect(id);
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = stationAt(map, event) === undefined ? "" : "pointer";
  });
}

function handle(map: MapLibreMap, still: boolean): MapView {
  const markers = () => map.getSource<GeoJSONSource>(MARKERS);
  const motion = { animate: !still };
  return {
    show: (all) => void markers()?.setData(toCollection(all)),
    change: (some) => void markers()?.updateData({ add: some.map(toFeature) }),
    select: (id) => {
      map.setFilter(SELECTED_LAYER, ["==", ["get", "id"], id ?? ""]);
    },
    fit: (places, { glide }) => {
      const [first, ...rest] = places;
      if (first === undefined) return;
      const bounds = rest.reduce((all, place) => all.extend(place), new LngLatBounds(first, first));
      map.fitBounds(bounds, { padding: 70, maxZoom: 13, animate: glide && !still });
    },
    lookAt: (place) => {
      if (!map.getBounds().contains(place)) map.panTo(place, motion);
    },
    zoomBy: (steps) => void map.zoomTo(map.getZoom() + steps, motion),
    panBy: (right, down) => void map.panBy([right * PAN_PX, down * PAN_PX], motion),
    place: () => ({ center: map.getCenter().toArray(), zoom: map.getZoom() }),
    close: () => {
      map.remove();
    },
  };
}
