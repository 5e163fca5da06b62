// A base map in one file: a PMTiles archive, read in pieces over HTTP from our own server.
//
// Two vector schemes are known, that of the GSI's 最適化ベクトルタイル and that of Protomaps
// (OpenStreetMap), and raster tiles of any kind.
import { addProtocol, type ExpressionSpecification, type LayerSpecification, type SourceSpecification } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";

import { REGULAR, type Ground } from "./ground";

export interface Archive {
  source: SourceSpecification;
  layers: LayerSpecification[];
}

const SOURCE = "archive";

let protocol: Protocol | undefined;

/** Read what an archive says of itself, and say how it is drawn. Throws where it can't be read. */
export async function openArchive(ground: Ground, path: string): Promise<Archive> {
  if (protocol === undefined) {
    protocol = new Protocol();
    addProtocol("pmtiles", protocol.tile);
  }
  const archive = new PMTiles(new URL(path, location.href).href);
  protocol.add(archive);
  const [header, about] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  const { vector_layers: vectors, attribution } = about as {
    vector_layers?: { id: string }[];
    attribution?: string;
  };
  const url = `pmtiles://${archive.source.getKey()}`;
  const credits = [ground.tilesAttribution, attribution];
  const credit = { attribution: credits.find((each) => each !== undefined && each !== null && each !== "") ?? "" };
  if (header.tileType !== TileType.Mvt) {
    return {
      source: { type: "raster", url, tileSize: 256, ...credit },
      layers: [
        {
          id: SOURCE, source: SOURCE, type: "raster",
          paint: { "raster-brightness-max": ground.palette.tileBrightness },
        },
      ],
    };
  }
  const ofGsi = (vectors ?? []).some(({ id }) => id === "RdCL");
  return { source: { type: "vector", url, ...credit }, layers: ofGsi ? gsiLayers(ground) : openLayers(ground) };
}

const wide = (at10: number, at16: number): ExpressionSpecification => [
  "interpolate", ["exponential", 1.6], ["zoom"], 10, at10, 16, at16,
];

function fill(id: string, sourceLayer: string, colour: string): LayerSpecification {
  return { id, source: SOURCE, "source-layer": sourceLayer, type: "fill", paint: { "fill-color": colour } };
}

function line(id: string, sourceLayer: string, colour: string, width: ExpressionSpecification): LayerSpecification {
  return {
    id, source: SOURCE, "source-layer": sourceLayer, type: "line",
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": width },
  };
}

function names(sourceLayer: string, field: ExpressionSpecification, { palette, scale }: Ground): LayerSpecification {
  return {
    id: `${SOURCE}-names`, source: SOURCE, "source-layer": sourceLayer, type: "symbol",
    layout: { "text-field": field, "text-font": REGULAR, "text-size": 12 * scale, "text-padding": 8 },
    paint: { "text-color": palette.place, "text-halo-color": palette.halo, "text-halo-width": 1.4 },
  };
}

/** 国土地理院最適化ベクトルタイル. */
function gsiLayers(ground: Ground): LayerSpecification[] {
  const { palette } = ground;
  return [
    fill("archive-land", "AdmArea", palette.land),
    fill("archive-water", "WA", palette.river),
    line("archive-shore", "WL", palette.riverEdge, wide(0.4, 1.2)),
    line("archive-river", "RvrCL", palette.river, wide(0.8, 3)),
    fill("archive-building", "BldA", palette.city),
    line("archive-road-edge", "RdCL", palette.roadEdge, wide(0.8, 7)),
    line("archive-road", "RdCL", palette.road, wide(0.4, 5)),
    line("archive-rail", "RailCL", palette.place, wide(0.4, 1.6)),
    names("Anno", ["coalesce", ["get", "vt_text"], ""], ground),
  ];
}

/** OpenStreetMap as Protomaps lays it out. */
function openLayers(ground: Ground): LayerSpecification[] {
  const { palette, nameProperty } = ground;
  const spoken = nameProperty === "name_en" ? "name:en" : "name:ja";
  return [
    fill("archive-land", "earth", palette.land),
    fill("archive-use", "landuse", palette.city),
    fill("archive-water", "water", palette.river),
    line("archive-river", "water", palette.river, wide(0.8, 3)),
    line("archive-road-edge", "roads", palette.roadEdge, wide(0.8, 7)),
    line("archive-road", "roads", palette.road, wide(0.4, 5)),
    fill("archive-building", "buildings", palette.city),
    names("places", ["coalesce", ["get", spoken], ["get", "name"], ""], ground),
  ];
}
