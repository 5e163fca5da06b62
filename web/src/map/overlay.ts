// What lies over the ground besides stations: one overlay is one source and the layers that draw it.
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

import { BOLD, REGULAR } from "./ground";
import type { Palette } from "./palette";

export interface Picture {
  name: string;
  /** The address of an image. */
  url: string;
  /** How wide and high, in CSS pixels. */
  size: number;
}

export interface Overlay {
  /** Also its source's name. Every feature has an `id` among its properties. */
  name: string;
  layers: (palette: Palette, scale: number) => LayerSpecification[];
  pictures: () => Picture[];
  /** Which of its layers answer the pointer. */
  answers: readonly string[];
}

/** The size of symbols by zoom. Never below 24 CSS pixels across, the least a finger or a tired hand should have to hit. */
const SIZES = [[7, 0.72], [10, 0.85], [13, 1.1]] as const;

/** Symbols grow a little as one comes nearer, and with the screen's letters. */
export function nearer(scale: number): ExpressionSpecification {
  return ["interpolate", ["linear"], ["zoom"], ...SIZES.flatMap(([zoom, size]) => [zoom, size * scale])];
}

/** The same as a number, at one zoom. */
export function nearerAt(zoom: number, scale: number): number {
  const [[lowest, least], , [highest, most]] = SIZES;
  if (zoom <= lowest) return least * scale;
  for (const [at, [from, small]] of SIZES.entries()) {
    const [to, large] = SIZES[at + 1] ?? [highest, most];
    if (zoom < to) return (small + ((large - small) * (zoom - from)) / (to - from)) * scale;
  }
  return most * scale;
}

/** Names beside symbols, where there is room for them. */
export function nameLayer(source: string, palette: Palette, scale: number, minzoom: number): LayerSpecification {
  return {
    id: `${source}-name`,
    source,
    type: "symbol",
    minzoom,
    layout: {
      "text-field": ["format", ["get", "name"], { "font-scale": 1 }, "\n", {}, ["get", "detail"],
        { "font-scale": 1, "text-font": ["literal", BOLD] }],
      "text-font": REGULAR,
      "text-size": 11.5 * scale,
      "text-max-width": 20,
      "text-variable-anchor-offset": ["top", [0, 1.4], "bottom", [0, -1.5], "left", [1.6, 0], "right", [-1.6, 0]],
      "text-justify": "auto",
    },
    paint: { "text-color": palette.label, "text-halo-color": palette.halo, "text-halo-width": 1.8 },
  };
}

/** Symbols at points, the more urgent on top. */
export function symbolLayer(source: string, scale: number): LayerSpecification {
  return {
    id: `${source}-symbol`,
    source,
    type: "symbol",
    layout: {
      "icon-image": ["get", "image"],
      "icon-size": nearer(scale),
      "icon-allow-overlap": true,
      "symbol-sort-key": ["get", "urgency"],
    },
  };
}

export const picture = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;
