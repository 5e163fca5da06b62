// An outline that somebody draws point by point, and what lies in it. WGS 84 degrees, longitude first.
import type { MultiPolygon, Polygon, Position } from "geojson";

export type At = [number, number];
export type Outline = Polygon | MultiPolygon;
export type Wrong = "few" | "crossing" | "flat";

const LEAST_AREA = 1e-9; // square degrees: a few square metres

/** Above 0 where c lies to the left of the way from a to b. */
const side = (a: Position, b: Position, c: Position): number =>
  ((b[0] ?? 0) - (a[0] ?? 0)) * ((c[1] ?? 0) - (a[1] ?? 0)) - ((b[1] ?? 0) - (a[1] ?? 0)) * ((c[0] ?? 0) - (a[0] ?? 0));

const isBetween = (a: Position, b: Position, c: Position): boolean =>
  Math.min(a[0] ?? 0, b[0] ?? 0) <= (c[0] ?? 0) && (c[0] ?? 0) <= Math.max(a[0] ?? 0, b[0] ?? 0) &&
  Math.min(a[1] ?? 0, b[1] ?? 0) <= (c[1] ?? 0) && (c[1] ?? 0) <= Math.max(a[1] ?? 0, b[1] ?? 0);

/** Whether two lines meet, at their ends or on one another included. */
function meet(a: Position, b: Position, c: Position, d: Position): boolean {
  const [abc, abd, cda, cdb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (Math.sign(abc) * Math.sign(abd) < 0 && Math.sign(cda) * Math.sign(cdb) < 0) return true;
  return (
    (abc === 0 && isBetween(a, b, c)) || (abd === 0 && isBetween(a, b, d)) ||
    (cda === 0 && isBetween(c, d, a)) || (cdb === 0 && isBetween(c, d, b))
  );
}

function crosses(points: readonly At[]): boolean {
  const lines = points.map((point, n) => [point, points[(n + 1) % points.length] ?? point] as const);
  return lines.some(([a, b], n) =>
    lines.some(([c, d], m) => {
      const isNext = m === n + 1 || (n === 0 && m === lines.length - 1);
      return m > n && !isNext && meet(a, b, c, d);
    }),
  );
}

const area = (points: readonly At[]): number =>
  Math.abs(
    points.reduce((sum, [x, y], n) => {
      const [nextX, nextY] = points[(n + 1) % points.length] ?? [0, 0];
      return sum + x * nextY - nextX * y;
    }, 0),
  ) / 2;

/** Why these points enclose nothing that an order could be for; null: they do. */
export function wrongOf(points: readonly At[]): Wrong | null {
  if (points.length < 3) return "few";
  if (crosses(points)) return "crossing";
  return area(points) < LEAST_AREA ? "flat" : null;
}

/** Whether a point can be added: the same place pressed twice is one point. */
export const isNew = (points: readonly At[], [lon, lat]: At): boolean =>
  !points.some(([x, y]) => x === lon && y === lat);

export function outlineOf(points: readonly At[]): Polygon | null {
  const [first] = points;
  if (first === undefined || wrongOf(points) !== null) return null;
  return { type: "Polygon", coordinates: [[...points, first]] };
}

/** All of these areas as one. */
export function together(outlines: readonly Outline[]): Outline | null {
  const all = outlines.flatMap((each) => (each.type === "Polygon" ? [each.coordinates] : each.coordinates));
  const [only] = all;
  if (only === undefined) return null;
  return all.length === 1 ? { type: "Polygon", coordinates: only } : { type: "MultiPolygon", coordinates: all };
}

function isInRing(ring: readonly Position[], [x, y]: At): boolean {
  let inside = false;
  ring.forEach(([x1 = 0, y1 = 0], n) => {
    const [x2 = 0, y2 = 0] = ring[(n + 1) % ring.length] ?? [];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

/** Whether a place lies within; in a hole it does not. */
export function isInside(outline: Outline, at: At): boolean {
  const polygons = outline.type === "Polygon" ? [outline.coordinates] : outline.coordinates;
  return polygons.some(([edge = [], ...holes]) => isInRing(edge, at) && !holes.some((hole) => isInRing(hole, at)));
}

/** Somewhere in the middle of an area. */
export function middleOf(outline: Outline): At {
  const ring = (outline.type === "Polygon" ? outline.coordinates[0] : outline.coordinates[0]?.[0]) ?? [];
  const corners = ring.slice(0, -1);
  const sum = corners.reduce<At>(([x, y], [lon = 0, lat = 0]) => [x + lon, y + lat], [0, 0]);
  return [sum[0] / corners.length, sum[1] / corners.length];
}
