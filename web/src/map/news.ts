// Stations whose mark has just changed, each as a disc of its new colour: drawn with the next frame.
//
// A mark is a sign, and signs are drawn once room is made for all words and signs of the map, which
// among a thousand stations takes longer than a dispatcher should wait. A disc needs no room, and it
// lies ready at every station: to show it, its colour is all that is told.
import type { FeatureCollection, Point } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as MapLibreMap } from "maplibre-gl";

import { PAINT } from "../rivers/levels";
import type { Mark } from "../rivers/marks";
import type { Marker } from "./markers";
import { nearer } from "./overlay";

export const NEWS = "news";

const INK = "#14181d";
const RADIUS_PX = 16; // as wide as the widest sign: nothing of the old one looks out

/** A disc for each station, unseen. */
export function placesOf(markers: Iterable<Marker>): FeatureCollection<Point> {
  return {
    type: "FeatureCollection",
    features: Array.from(markers, ({ id, at, urgency }) => ({
      type: "Feature", id, geometry: { type: "Point", coordinates: at }, properties: { id, urgency },
    })),
  };
}

/** What a mark is told by; what is silent is hatched, and has no colour. */
export function colourOf({ level, look }: Mark): string | undefined {
  return look === "live" && level !== null ? PAINT[level].fill : undefined;
}

/** Over everything, so that no older sign contradicts it. */
export function newsLayer(scale: number): LayerSpecification {
  const ifTold = (size: number): ExpressionSpecification => ["case", ["==", ["feature-state", "colour"], null], 0, size];
  return {
    id: NEWS,
    source: NEWS,
    type: "circle",
    paint: {
      "circle-color": ["to-color", ["feature-state", "colour"], INK],
      // No size, not no opacity: a thousand discs that nobody sees would be drawn with every frame.
      "circle-radius": nearer(RADIUS_PX * scale, ifTold),
      "circle-stroke-color": INK,
      "circle-stroke-width": ifTold(1.5),
    },
  };
}

/** Keep a disc ready at each station, and show those of the news. */
export function newsOn(map: MapLibreMap): { place: (all: Marker[]) => void; add: (some: Marker[]) => void; tell: (news: Marker[]) => void } {
  const placed = new Set<string>();
  let told: Marker[] = [];
  const source = () => map.getSource<GeoJSONSource>(NEWS);
  return {
    place: (all) => {
      placed.clear();
      for (const { id } of all) placed.add(id);
      void source()?.setData(placesOf(all));
    },
    add: (some) => {
      const unplaced = some.filter(({ id }) => !placed.has(id));
      if (unplaced.length === 0) return;
      for (const { id } of unplaced) placed.add(id);
      void source()?.updateData({ add: placesOf(unplaced).features });
    },
    tell: (news) => {
      for (const { id } of told) map.removeFeatureState({ source: NEWS, id });
      told = news;
      for (const { id, mark } of news) {
        const colour = colourOf(mark);
        if (colour !== undefined) map.setFeatureState({ source: NEWS, id }, { colour });
      }
    },
  };
}
