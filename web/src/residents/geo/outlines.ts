// Outlines on the ground: what lies in them, whether two lie over one another, where their middle is.
import type { MultiPolygon, Polygon, Position } from "geojson";

import type { Point } from "./distance";

export type Outline = Polygon | MultiPolygon;

const polygons = (outline: Outline): Position[][][] =>
  outline.type === "Polygon" ? [outline.coordinates] : outline.coordinates;

const place = (position: Position): Point => ({ lon: position[0] ?? NaN, lat: position[1] ?? NaN });

/** The sides of a ring, closed whether or not its last corner is its first. */
function sides(ring: Position[]): [Point, Point][] {
  const corners = ring.map(place);
  return corners.flatMap((corner, n) => {
    const next = corners[(n + 1) % corners.length];
    return next === undefined ? [] : [[corner, next] as [Point, Point]];
  });
}

function inRing(ring: Position[], { lon, lat }: Point): boolean {
  let inside = false;
  for (const [a, b] of sides(ring)) {
    const crosses = a.lat > lat !== b.lat > lat;
    if (crosses && lon < ((b.lon - a.lon) * (lat - a.lat)) / (b.lat - a.lat) + a.lon) inside = !inside;
  }
  return inside;
}

/** Whether a point lies in an outline, and in none of its holes. */
export function contains(outline: Outline, point: Point): boolean {
  return polygons(outline).some(([outer, ...holes]) => {
    return outer !== undefined && inRing(outer, point) && !holes.some((hole) => inRing(hole, point));
  });
}

const turn = (a: Point, b: Point, c: Point) =>
  Math.sign((b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon));

const crossing = ([a, b]: [Point, Point], [c, d]: [Point, Point]): boolean =>
  turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0 && nearEachOther([a, b], [c, d]);

function nearEachOther(one: Point[], other: Point[]): boolean {
  const span = (points: Point[], of: keyof Point) => points.map((point) => point[of]);
  return (["lon", "lat"] as const).every((of) => {
    const [a, b] = [span(one, of), span(other, of)];
    return Math.max(...a) >= Math.min(...b) && Math.max(...b) >= Math.min(...a);
  });
}

/** Whether two outlines have any ground in common; a common border counts as well. */
export function overlap(a: Outline, b: Outline): boolean {
  const [outersA, outersB] = [a, b].map((each) => polygons(each).flatMap(([outer]) => (outer === undefined ? [] : [outer])));
  for (const one of outersA ?? []) {
    for (const other of outersB ?? []) {
      if (!nearEachOther(one.map(place), other.map(place))) continue;
      if (one.some((corner) => contains(b, place(corner))) || other.some((corner) => contains(a, place(corner)))) return true;
      if (sides(one).some((side) => sides(other).some((against) => crossing(side, against)))) return true;
    }
  }
  return false;
}

/** The middle of an outline: of the box around its largest part. */
export function middle(outline: Outline): Point {
  const boxes = polygons(outline).map(([outer = []]) => {
    const corners = outer.map(place);
    const [lons, lats] = [corners.map(({ lon }) => lon), corners.map(({ lat }) => lat)];
    return { west: Math.min(...lons), east: Math.max(...lons), south: Math.min(...lats), north: Math.max(...lats) };
  });
  const size = (box: (typeof boxes)[number]) => (box.east - box.west) * (box.north - box.south);
  const { west, east, south, north } = boxes.reduce((a, b) => (size(b) > size(a) ? b : a));
  return { lon: (west + east) / 2, lat: (south + north) / 2 };
}
