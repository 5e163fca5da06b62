// Stations that lie on one another gather into one mark: the worst of them, and how many at each level.
//
// Nothing is hidden by that: whatever the worst is, it is what the mark shows, and it lies on
// top of all that is less urgent.
import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, MapGeoJSONFeature } from "maplibre-gl";

import { ALL_MARKS, markName, type Mark } from "../rivers/marks";
import { STANDINGS, type Standing } from "../rivers/standing";
import { BOLD } from "./ground";
import { nearer } from "./overlay";
import type { Palette } from "./palette";

export const GATHERED_LAYER = "gathered";
/** From this zoom on every station stands alone. */
export const APART_ZOOM = 14;
const REACH_PX = 44; // nearer to one another than this, marks and what stands below them hide each other
const MARKS = 100; // more than there are kinds of marks

const NAMES = ALL_MARKS.map(markName);

/** A number that is higher the more urgent a station is, and tells its mark besides. */
export function rankOf(urgency: number, mark: Mark): number {
  return Math.round(urgency) * MARKS + NAMES.indexOf(markName(mark));
}

/** The mark that a rank tells. */
export function markOfRank(rank: number): string {
  return NAMES[rank % MARKS] ?? "";
}

export const isAlone: ExpressionSpecification = ["!", ["has", "point_count"]];

const countName = (standing: Standing) => `count-${standing}`;

/** How a source of stations gathers them. */
export function gathering(scale: number): Partial<GeoJSONSourceSpecification> {
  const counts = STANDINGS.map((standing) => [
    countName(standing),
    ["+", ["case", ["==", ["get", "standing"], standing], 1, 0]],
  ]);
  return {
    cluster: true,
    clusterRadius: REACH_PX * scale,
    clusterMaxZoom: APART_ZOOM - 1,
    clusterMinPoints: 2,
    clusterProperties: { worst: ["max", ["get", "rank"]], ...(Object.fromEntries(counts) as object) },
  };
}

const SIGNS: Record<string, string> = { silent: "?", dormant: "–" };

/** "5×1 4×2 …": each level that is there, the worst first. */
function countsByLevel(): ExpressionSpecification {
  const parts = STANDINGS.map((standing): ExpressionSpecification => {
    const count: ExpressionSpecification = ["get", countName(standing)];
    return ["case", [">", count, 0], ["concat", `${SIGNS[standing] ?? standing}×`, ["to-string", count], "  "], ""];
  });
  return ["concat", ...parts];
}

export interface Gathering {
  count: number;
  levels: string;
}

/** The same in words, from a gathering's properties. */
export function countsIn(properties: Readonly<Record<string, unknown>>): [Standing, number][] {
  return STANDINGS.flatMap((standing): [Standing, number][] => {
    const count = Number(properties[countName(standing)] ?? 0);
    return count > 0 ? [[standing, count]] : [];
  });
}

/** Where stations that lie together are drawn, and the rank of the worst of them. */
export function gatheringsOn({ geometry, properties }: MapGeoJSONFeature): { at: [number, number]; worst: number }[] {
  if (geometry.type !== "Point") return [];
  const [lon = 0, lat = 0] = geometry.coordinates;
  return [{ at: [lon, lat], worst: Number(properties["worst"]) }];
}

export function gatheredLayers(source: string, palette: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: "gathered-plate",
      source,
      type: "circle",
      filter: ["has", "point_count"],
      layout: { "circle-sort-key": ["get", "worst"] },
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, 17 * scale, 13, 25 * scale],
        "circle-color": palette.halo,
        "circle-opacity": 0.92,
        "circle-stroke-color": palette.label,
        "circle-stroke-width": 2,
      },
    },
    {
      id: "gathered-counts",
      source,
      type: "symbol",
      filter: ["has", "point_count"],
      layout: {
        "text-field": countsByLevel(),
        "text-font": BOLD,
        "text-size": 12 * scale,
        "text-anchor": "top",
        "text-offset": [0, 1.9],
        "text-max-width": 9,
        "text-optional": true,
        "symbol-sort-key": ["-", ["get", "worst"]],
      },
      paint: { "text-color": palette.label, "text-halo-color": palette.halo, "text-halo-width": 2 },
    },
    {
      id: GATHERED_LAYER,
      source,
      type: "symbol",
      filter: ["has", "point_count"],
      layout: {
        "icon-image": ["image", ["at", ["%", ["get", "worst"], MARKS], ["literal", NAMES]]],
        "icon-size": nearer(scale),
        "icon-allow-overlap": true,
        "icon-ignore-placement": false,
        "text-field": ["get", "point_count_abbreviated"],
        "text-font": BOLD,
        "text-size": 13 * scale,
        "text-offset": [1.7, -1.5],
        "text-allow-overlap": true,
        "symbol-sort-key": ["get", "worst"],
      },
      paint: { "text-color": palette.label, "text-halo-color": palette.halo, "text-halo-width": 2.5 },
    },
  ];
}
