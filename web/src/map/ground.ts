// The ground under the stations: the base map the page carries, with tiles over it where a city has them.
//
// The tiles lie on top of the carried map and not in its place, so that a lost uplink leaves
// the rivers on screen. No glyphs are fetched: without a glyphs address MapLibre draws every
// letter from this device's own fonts.
import type {
  ExpressionSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";

import type { Palette } from "./palette";

export interface Ground {
  basemapUrl: string | null;
  tilesUrl: string | null;
  tilesAttribution: string | null;
  palette: Palette;
  /** How much larger than on a desk everything is to be written: a wall display is far away. */
  scale: number;
  /** The property that carries names in the language on screen. */
  nameProperty: "name" | "name_en";
}

const FONTS = [
  "Noto Sans JP",
  "Noto Sans CJK JP",
  "Hiragino Sans",
  "Yu Gothic UI",
  "Meiryo",
  "sans-serif",
];
export const REGULAR = FONTS;
/** The first name is of no font: MapLibre takes the weight from it, the letters from the rest. */
export const BOLD = ["Kawamori Bold", ...FONTS];

const ofKind = (kind: string): ExpressionSpecification => ["==", ["get", "kind"], kind];
const source = "ground";

/** Line widths double with every zoom step, as the ground itself does. */
function grow(at12: ExpressionSpecification | number, least: number): ExpressionSpecification {
  return [
    "interpolate",
    ["exponential", 2],
    ["zoom"],
    9,
    ["max", least, ["/", at12, 8]],
    12,
    ["max", least, at12],
    15,
    ["*", at12, 8],
  ];
}

const RIVER_PX: ExpressionSpecification = ["/", ["coalesce", ["get", "width_m"], 40], 14];

function hillColour(palette: Palette): ExpressionSpecification {
  const steps = palette.hills.flatMap(([elevation_m, colour]) => [elevation_m, colour]);
  return [
    "step",
    ["coalesce", ["get", "elevation_m"], 50],
    palette.land,
    ...steps,
  ] as ExpressionSpecification;
}

function groundLayers({ palette, scale, nameProperty }: Ground): LayerSpecification[] {
  const name: ExpressionSpecification = ["coalesce", ["get", nameProperty], ["get", "name"], ""];
  const line = { "line-cap": "round", "line-join": "round" } as const;
  const halo = { "text-halo-color": palette.halo, "text-halo-width": 1.4 };
  return [
    { id: "land", source, type: "fill", filter: ofKind("land"), paint: { "fill-color": palette.land } },
    { id: "hill", source, type: "fill", filter: ofKind("hill"), paint: { "fill-color": hillColour(palette) } },
    { id: "city", source, type: "fill", filter: ofKind("city"), paint: { "fill-color": palette.city } },
    { id: "sea", source, type: "fill", filter: ofKind("sea"), paint: { "fill-color": palette.sea } },
    {
      id: "road-edge", source, type: "line", filter: ofKind("road"), layout: line,
      paint: { "line-color": palette.roadEdge, "line-width": grow(3.2, 1.6) },
    },
    {
      id: "road", source, type: "line", filter: ofKind("road"), layout: line,
      paint: { "line-color": palette.road, "line-width": grow(2, 0.8) },
    },
    {
      id: "river-edge", source, type: "line", filter: ofKind("river"), layout: line,
      paint: { "line-color": palette.riverEdge, "line-width": grow(["+", RIVER_PX, 1.5], 3) },
    },
    {
      id: "river", source, type: "line", filter: ofKind("river"), layout: line,
      paint: { "line-color": palette.river, "line-width": grow(RIVER_PX, 1.8) },
    },
    {
      id: "river-name", source, type: "symbol", filter: ofKind("river"),
      layout: {
        "symbol-placement": "line", "symbol-spacing": 420, "text-field": name,
        "text-font": BOLD, "text-size": 13 * scale, "text-letter-spacing": 0.15,
        "text-rotation-alignment": "viewport",
      },
      paint: { "text-color": palette.water, ...halo },
    },
    {
      id: "sea-name", source, type: "symbol", filter: ofKind("sea"),
      layout: { "text-field": name, "text-font": REGULAR, "text-size": 15 * scale, "text-letter-spacing": 0.4 },
      paint: { "text-color": palette.water, ...halo },
    },
    {
      id: "place", source, type: "symbol", filter: ofKind("district"), minzoom: 10,
      layout: { "text-field": name, "text-font": REGULAR, "text-size": 12 * scale, "text-padding": 8 },
      paint: { "text-color": palette.place, ...halo },
    },
  ];
}

/** Build the style of the ground; the stations are laid on it afterwards. */
export async function groundStyle(ground: Ground): Promise<StyleSpecification> {
  const { basemapUrl, tilesUrl, tilesAttribution, palette } = ground;
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "background", type: "background", paint: { "background-color": palette.land } }],
  };
  if (basemapUrl?.endsWith(".pmtiles")) {
    const { openArchive } = await import("./archive");
    const archive = await openArchive(ground, basemapUrl);
    style.sources["archive"] = archive.source;
    style.layers.push(...archive.layers);
  } else if (basemapUrl !== null) {
    style.sources[source] = { type: "geojson", data: basemapUrl };
    style.layers.push(...groundLayers(ground));
  }
  if (tilesUrl !== null) {
    style.sources["tiles"] = {
      type: "raster",
      tiles: [tilesUrl],
      tileSize: 256,
      maxzoom: 18,
      attribution: tilesAttribution ?? "",
    };
    style.layers.push({
      id: "tiles",
      source: "tiles",
      type: "raster",
      paint: { "raster-brightness-max": palette.tileBrightness },
    });
  }
  return style;
}
