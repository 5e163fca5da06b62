// The map on screen: the ground, the stations on it, and the few things one can do to it.
import "maplibre-gl/dist/maplibre-gl.css";

import {
  AttributionControl,
  LngLatBounds,
  Map as MapLibreMap,
  prewarm,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type MapMouseEvent,
} from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

import { groundStyle, type Ground } from "./ground";
import type { Standing } from "../rivers/standing";
import { addImages, addPictures } from "./images";
import { APART_ZOOM, countsIn, GATHERED_LAYER, gatheredLayers, gathering } from "./gathered";
import { MARKER_LAYER, MARKERS, markerLayers, toCollection, toFeature, type Marker } from "./markers";
import { newsOn } from "./news";
import type { Overlay } from "./overlay";
import { drawSparingly } from "./sparing";

setWorkerUrl(workerUrl);
prewarm(); // its worker is half a megabyte: it starts while the page still asks who looks

export interface Place {
  center: [number, number];
  zoom: number;
}

export interface ViewOptions extends Ground, Place {
  /** What a screen reader calls the map. */
  title: string;
  /** What lies between the ground and the stations, from the ground up. */
  overlays: readonly Overlay[];
  onSelect: (id: string) => void;
  /** Stations that lie on one another were opened: how many stand where. */
  onGathered: (counts: [Standing, number][]) => void;
  /** Something of an overlay was pressed. */
  onPick: (overlay: string, id: string) => void;
  /** A place was pressed: whether that was all that was wanted of it, so that nothing there is opened. */
  onPlace?: (place: [number, number]) => boolean;
  onTrouble: (message: string) => void;
}

export interface MapView {
  /** Draw these stations and no others. */
  show: (markers: Marker[]) => void;
  /** Draw these anew; all others stay. */
  change: (markers: Marker[]) => void;
  /** Lay the marks of these over the map at once, and of no others. */
  tell: (news: Marker[]) => void;
  /** Mark the place of the station on show. */
  select: (place: [number, number] | null) => void;
  /** Come near enough for a station to stand alone, if others lie on it. */
  bringApart: (id: string, place: [number, number]) => void;
  /** Draw this on an overlay, and nothing else. */
  lay: (overlay: string, data: FeatureCollection) => void;
  /** Show or hide an overlay, or the stations by the name of their source. */
  reveal: (name: string, on: boolean) => void;
  /** Ring what is chosen of the overlays. */
  ring: (place: [number, number] | null) => void;
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
  const style = await groundStyle(options);
  const map = new MapLibreMap({
    container,
    locale: { "Map.Title": options.title },
    style,
    center: options.center,
    zoom: options.zoom,
    minZoom: 5,
    maxZoom: 17,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    // A stage changes every minute: names that fade with it would blink. Not 0, by which all names
    // are placed anew in one task whenever anything changes; so they are placed in slices of 2 ms.
    fadeDuration: 1,
  });
  drawSparingly(map);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  if (Object.values(style.sources).some((each) => "attribution" in each)) map.addControl(new AttributionControl({ compact: false }));
  map.on("error", ({ error }) => {
    options.onTrouble(error.message);
  });
  await Promise.all([once(map, "style.load"), addImagesWhenReady(map)]);
  map.addSource(MARKERS, { ...gathering(options.scale), type: "geojson", data: toCollection([]), promoteId: "id" });
  await addOverlays(map, options);
  const { palette, scale } = options;
  const [labels, ...marks] = markerLayers(palette, scale);
  const gathered = gatheredLayers(MARKERS, palette, scale);
  const layers = [labels, ...gathered, ...marks];
  for (const layer of layers) if (layer !== undefined) map.addLayer(layer);
  answerPointer(map, options);
  return handle(map, { still, scale });
}

function once(map: MapLibreMap, event: "style.load"): Promise<void> {
  return new Promise((resolve) => void map.once(event, () => { resolve(); }));
}

/** While stations are on their way to a new zoom, those of the last one are what is drawn. */
function onceSettled(map: MapLibreMap, act: () => void): void {
  if (map.isSourceLoaded(MARKERS)) act();
  else void map.once("idle", act);
}

async function addImagesWhenReady(map: MapLibreMap): Promise<void> {
  await once(map, "style.load");
  await addImages(map);
}

const RING = "ring";
const SELECTED = "selected";

async function addOverlays(map: MapLibreMap, { overlays, palette, scale }: ViewOptions): Promise<void> {
  await addPictures(map, overlays.flatMap(({ pictures }) => pictures()));
  const empty: FeatureCollection = { type: "FeatureCollection", features: [] };
  for (const name of [RING, SELECTED]) map.addSource(name, { type: "geojson", data: empty });
  for (const { name, layers } of overlays) {
    map.addSource(name, { type: "geojson", data: empty, promoteId: "id" });
    for (const layer of layers(palette, scale)) map.addLayer(layer);
  }
  for (const name of [RING, SELECTED]) {
    map.addLayer({
      id: name, source: name, type: "circle",
      paint: {
        "circle-radius": 26 * scale, "circle-color": palette.chosen,
        "circle-stroke-color": palette.chosenEdge, "circle-stroke-width": 3,
      },
    });
  }
}

const around = ({ point }: MapMouseEvent, reach_px: number): [[number, number], [number, number]] => [
  [point.x - reach_px, point.y - reach_px],
  [point.x + reach_px, point.y + reach_px],
];

/** The uppermost thing of an overlay at the pointer: signs within reach, areas only below it. */
function pickAt(map: MapLibreMap, event: MapMouseEvent, overlays: readonly Overlay[]): [string, string] | undefined {
  const layers = overlays.flatMap(({ answers }) => answers);
  const [found] = map.queryRenderedFeatures(around(event, 0), { layers }).concat(
    map.queryRenderedFeatures(around(event, REACH_PX), {
      layers: layers.filter((id) => map.getLayer(id)?.type !== "fill"),
    }),
  ).sort((a, b) => Number(a.layer.type === "fill") - Number(b.layer.type === "fill"));
  return found && [found.source, String(found.properties["id"])];
}

/** A gathering of stations at the pointer. */
function gatheredAt(map: MapLibreMap, event: MapMouseEvent) {
  return map.queryRenderedFeatures(around(event, REACH_PX), { layers: [GATHERED_LAYER] })[0];
}

async function openGathering(map: MapLibreMap, found: NonNullable<ReturnType<typeof gatheredAt>>): Promise<void> {
  const source = map.getSource<GeoJSONSource>(MARKERS);
  if (source === undefined || found.geometry.type !== "Point") return;
  const [lon = 0, lat = 0] = found.geometry.coordinates;
  const zoom = await source.getClusterExpansionZoom(Number(found.properties["cluster_id"]));
  map.easeTo({ center: [lon, lat], zoom: zoom + 0.3 });
}

/** The most urgent station within reach of the pointer. */
function stationAt(map: MapLibreMap, event: MapMouseEvent): string | undefined {
  const near = map.queryRenderedFeatures(around(event, REACH_PX), { layers: [MARKER_LAYER] });
  near.sort((a, b) => Number(b.properties["urgency"]) - Number(a.properties["urgency"]));
  return near[0] && String(near[0].properties["id"]);
}

function answerPointer(map: MapLibreMap, { overlays, onSelect, onGathered, onPick, onPlace }: ViewOptions): void {
  map.on("click", (event) => {
    if (onPlace?.([event.lngLat.lng, event.lngLat.lat]) === true) return;
    const id = stationAt(map, event);
    if (id !== undefined) {
      onSelect(id);
      return;
    }
    const gathered = gatheredAt(map, event);
    if (gathered !== undefined) {
      onGathered(countsIn(gathered.properties));
      void openGathering(map, gathered);
      return;
    }
    const picked = pickAt(map, event, overlays);
    if (picked !== undefined) onPick(...picked);
  });
  map.on("mousemove", (event) => {
    const there = stationAt(map, event) ?? gatheredAt(map, event) ?? pickAt(map, event, overlays);
    map.getCanvas().style.cursor = there === undefined ? "" : "pointer";
  });
}

function encircle(map: MapLibreMap, source: string, place: [number, number] | null): void {
  const data: FeatureCollection = { type: "FeatureCollection", features: [] };
  if (place !== null) {
    data.features.push({ type: "Feature", geometry: { type: "Point", coordinates: place }, properties: {} });
  }
  void map.getSource<GeoJSONSource>(source)?.setData(data);
}

/**
 * Glide to a place. It stays the goal while the pane changes its size on the way, as it does when a
 * station's page opens below: of itself the map would bring the place to where its middle was.
 */
function glider(map: MapLibreMap, still: boolean): (to: { center: [number, number]; zoom?: number }) => void {
  let goal: Parameters<MapLibreMap["easeTo"]>[0] | null = null;
  map.on("movestart", ({ originalEvent }) => {
    if (originalEvent !== undefined) goal = null; // somebody's own hand
  });
  map.on("resize", () => {
    if (goal !== null && map.isMoving()) map.easeTo(goal);
  });
  return (to) => {
    goal = { ...to, animate: !still };
    map.easeTo(goal);
  };
}

function handle(map: MapLibreMap, { still, scale }: { still: boolean; scale: number }): MapView {
  const markers = () => map.getSource<GeoJSONSource>(MARKERS);
  const motion = { animate: !still };
  const glide = glider(map, still);
  const news = newsOn(map, scale);
  return {
    show: (all) => void markers()?.setData(toCollection(all)),
    change: (some) => void markers()?.updateData({ add: some.map(toFeature) }),
    tell: news.tell,
    select: (place) => {
      encircle(map, SELECTED, place);
    },
    lay: (overlay, data) => void map.getSource<GeoJSONSource>(overlay)?.setData(data),
    reveal: (name, on) => {
      if (name === MARKERS) news.reveal(on);
      for (const layer of map.getStyle().layers) {
        if ("source" in layer && layer.source === name) {
          map.setLayoutProperty(layer.id, "visibility", on ? "visible" : "none");
        }
      }
    },
    ring: (place) => {
      encircle(map, RING, place);
    },
    bringApart: (id, place) => {
      onceSettled(map, () => {
        const [alone] = map.queryRenderedFeatures({ layers: [MARKER_LAYER], filter: ["==", ["get", "id"], id] });
        if (alone === undefined) glide({ center: place, zoom: Math.max(map.getZoom(), APART_ZOOM) });
      });
    },
    fit: (places, { glide }) => {
      const [first, ...rest] = places;
      if (first === undefined) return;
      const bounds = rest.reduce((all, place) => all.extend(place), new LngLatBounds(first, first));
      map.fitBounds(bounds, { padding: 70, maxZoom: 13, animate: glide && !still });
    },
    lookAt: (place) => {
      if (!map.getBounds().contains(place)) glide({ center: place });
    },
    zoomBy: (steps) => void map.zoomTo(map.getZoom() + steps, motion),
    panBy: (right, down) => void map.panBy([right * PAN_PX, down * PAN_PX], motion),
    place: () => ({ center: map.getCenter().toArray(), zoom: map.getZoom() }),
    close: () => {
      map.remove();
    },
  };
}
