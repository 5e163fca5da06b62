// The projection on the hydrograph: from the last reading to each threshold, with its band.
import type { Station } from "../../api/shapes";
import type { Frame } from "./frame";
import { linePath, type Place } from "../scales";

interface Corner {
  early: Place;
  likely: Place;
  late: Place;
}

function cornersOf(station: Station, { x, y }: Frame): Corner[] {
  const { projection } = station;
  if (projection === null) return [];
  const as_of = Date.parse(projection.as_of);
  return projection.next.map(({ threshold_m, p10_s, p50_s, p90_s }) => {
    const at = (seconds: number): Place => [x(as_of + seconds * 1000), y(threshold_m)];
    return { early: at(p10_s), likely: at(p50_s), late: at(p90_s) };
  });
}

export function ProjectionBand({ station, frame }: { station: Station; frame: Frame }) {
  const { projection, stage_m } = station;
  const corners = cornersOf(station, frame);
  if (projection === null || stage_m === null || corners.length === 0) return null;
  const start: Place = [frame.x(Date.parse(projection.as_of)), frame.y(stage_m)];
  const early = [start, ...corners.map((corner) => corner.early)];
  const late = corners.map((corner) => corner.late).toReversed();
  return (
    <g class="projection" clip-path="url(#plot)">
      <path class="band" d={`${linePath([...early, ...late])}Z`} />
      <path class="likely" d={linePath([start, ...corners.map((corner) => corner.likely)])} />
      {corners.map(({ likely: [x, y] }) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r="4" />
      ))}
    </g>
  );
}
