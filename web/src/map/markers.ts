// Stations as map features and the layers that draw them: symbols from images made once, not one element each.
import type { Feature, FeatureCollection, Point } from "geojson";
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

import type { Trend } from "../api/shapes";
import { markName, type Mark } from "../rivers/marks";
import type { Standing } from "../rivers/standing";
import { isAlone, rankOf } from "./gathered";
import { BOLD, REGULAR } from "./ground";
import { nearer } from "./overlay";
import type { Palette } from "./palette";

/** What the map needs to know of a station. */
export interface Marker {
  id: string;
  at: [number, number];
  mark: Mark;
  /** Null where no arrow is drawn: nothing current is known. */
  trend: Trend | null;
  name: string;
  detail: string;
  urgency: number;
  /** What it counts as where it is gathered with others. */
  standing: Standing;
}

export const MARKERS = "stations";
export const MARKER_LAYER = "marker";

export function toFeature(marker: Marker): Feature<Point> {
  const { id, at, mark, trend, name, detail, urgency, standing } = marker;
  return {
    type: "Feature",
    id,
    geometry: { type: "Point", coordinates: at },
    properties: {
      id,
      image: markName(mark),
      trend: trend === null || trend === "unknown" ? "" : `trend-${trend}`,
      name,
      detail,
      urgency,
      standing,
      rank: rankOf(urgency, mark),
    },
  };
}

export function toCollection(markers: Iterable<Marker>): FeatureCollection<Point> {
  return { type: "FeatureCollection", features: Array.from(markers, toFeature) };
}

const LABEL: ExpressionSpecification = [
  "format",
  ["get", "name"],
  { "font-scale": 1 },
  "\n",
  {},
  ["get", "detail"],
  { "font-scale": 1.05, "text-font": ["literal", BOLD] },
];

/** From afar only what moves has an arrow: among a thousand stations most are steady. */
const WORTH_AN_ARROW: ExpressionSpecification = [
  "step",
  ["zoom"],
  ["in", ["get", "trend"], ["literal", ["trend-rising", "trend-falling"]]],
  11,
  ["!=", ["get", "trend"], ""],
];

/** The worst on top, and the worst labelled first where there is not room for all.
 *
 * MapLibre gives room to the upper layers first: labels and arrows lie below the marks and yield to them.
 */
export function markerLayers(palette: Palette, scale: number): LayerSpecification[] {
  const size = nearer(scale);
  return [
    {
      id: "label",
      source: MARKERS,
      type: "symbol",
      filter: isAlone,
      layout: {
        "text-field": LABEL,
        "text-font": REGULAR,
        "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11 * scale, 13, 14 * scale],
        "text-max-width": 20,
        "text-variable-anchor-offset": ["top", [0, 1.5], "bottom", [0, -1.6], "left", [3, 0], "right", [-1.8, 0]],
        "text-justify": "auto",
        "text-line-height": 1.2,
        "symbol-sort-key": ["-", ["get", "urgency"]],
      },
      paint: {
        "text-color": palette.label,
        "text-halo-color": palette.halo,
        "text-halo-width": 1.8,
      },
    },
    {
      id: "trend",
      source: MARKERS,
      type: "symbol",
      filter: ["all", isAlone, WORTH_AN_ARROW],
      layout: {
        "icon-image": ["get", "trend"],
        "icon-size": size,
        "icon-offset": [27, 0],
        "icon-allow-overlap": true,
        "icon-ignore-placement": false,
        "symbol-sort-key": ["get", "urgency"],
      },
    },
    {
      id: MARKER_LAYER,
      source: MARKERS,
      type: "symbol",
      filter: isAlone,
      layout: {
        "icon-image": ["get", "image"],
        "icon-size": size,
        "icon-allow-overlap": true,
        "icon-ignore-placement": false,
        "symbol-sort-key": ["get", "urgency"],
      },
    },
  ];
}
