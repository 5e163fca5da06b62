// The ladder as it is drawn: official colours, and for each step a shape and a digit as well.
//
// Colours: Cabinet Office, 29 May 2020, the same for information equivalent to a level; the
// text colours pass WCAG AA on them. Neighbouring steps differ by as little as 1.1:1 in
// luminance, so colour never stands alone.
import type { Level, Thresholds } from "../api/shapes";

export const LEVELS: readonly Level[] = [0, 1, 2, 3, 4, 5];

export interface Paint {
  fill: string;
  text: string;
}

export const PAINT: Readonly<Record<Level, Paint>> = {
  0: { fill: "#C8C8CB", text: "#000000" },
  1: { fill: "#FFFFFF", text: "#000000" },
  2: { fill: "#F2E700", text: "#000000" },
  3: { fill: "#FF2800", text: "#000000" },
  4: { fill: "#AA00AA", text: "#FFFFFF" },
  5: { fill: "#0C000C", text: "#FFFFFF" },
};

export interface Rung {
  level: Level;
  threshold_m: number;
}

type RungName = Exclude<keyof Thresholds, "release_m">;
const RUNGS: readonly [Level, RungName][] = [
  [1, "standby_m"],
  [2, "caution_m"],
  [3, "evacuation_m"],
  [4, "danger_m"],
  [5, "overflow_m"],
];

/** The rungs a station has, lowest first; most stations lack some. */
export function rungsOf(thresholds: Thresholds): Rung[] {
  return RUNGS.flatMap(([level, name]) => {
    const threshold_m = thresholds[name];
    return threshold_m === null ? [] : [{ level, threshold_m }];
  });
}

/** The lowest rung above a stage, if there is one. */
export function nextRung(thresholds: Thresholds, stage_m: number): Rung | undefined {
  return rungsOf(thresholds).find(({ threshold_m }) => threshold_m > stage_m);
}
