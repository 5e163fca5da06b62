// Where to go: those for floods first, the nearest first.
import type { Shelter } from "../contracts";
import { distance_m, type Point } from "../geo/distance";

export const isForFlood = ({ hazards }: Pick<Shelter, "hazards">): boolean => hazards.includes("flood");

/** Those places to go to that are meant for floods, and those that are not, each the nearest first. */
export function nearest(shelters: readonly Shelter[], from: Point | null): { flood: Shelter[]; other: Shelter[] } {
  const sorted =
    from === null ? [...shelters] : [...shelters].sort((a, b) => distance_m(from, a) - distance_m(from, b));
  return { flood: sorted.filter(isForFlood), other: sorted.filter((each) => !isForFlood(each)) };
}
