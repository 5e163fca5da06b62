// What follows from an order, and from the areas it may be for.
import type { HqArea, Order, Station } from "../../api/shapes";
import { urgency } from "../../rivers/standing";

/** Whether there is still something to be done with it: a draft, or one that stands somewhere. */
export function isOpen({ state }: Pick<Order, "state">): boolean {
  return state === "draft" || state === "released";
}

type Step = Order["steps"][number];

/** The release, liftings and the retraction that the prefecture was not told of yet. */
export function unreported({ steps }: Pick<Order, "steps">): Step[] {
  return steps.filter(
    ({ step, step_id }) =>
      (step === "release" || step === "lift" || step === "retract") &&
      !steps.some(({ of_step }) => of_step === step_id),
  );
}

/** The steps that told people something, the latest first. */
export function tellings({ steps }: Pick<Order, "steps">): (Step & { message_id: number })[] {
  return steps
    .filter((step): step is Step & { message_id: number } => step.message_id !== null)
    .reverse();
}

/** What stands in one of these areas is replaced: two orders never stand over one another. */
export function replacedBy(standing: Order[], picked: ReadonlySet<string>): Order[] {
  return standing.filter((order) =>
    order.areas.some(({ area_id, stands }) => stands && picked.has(area_id)),
  );
}

export function matchesArea(area: HqArea, wanted: string): boolean {
  const sought = wanted.trim().toLowerCase();
  return [area.name, area.name_en, area.reading, area.area_id].some((name) =>
    name.toLowerCase().includes(sought),
  );
}

/** The stations that speak for these areas, the worst first. */
export function speaking(areas: HqArea[], stations: Station[]): Station[] {
  const ids = new Set(areas.flatMap(({ station_ids }) => station_ids));
  return stations
    .filter(({ station_id }) => ids.has(station_id))
    .sort((a, b) => urgency(b) - urgency(a) || a.name.localeCompare(b.name, "ja"));
}

/** The areas that one of these stations speaks for. */
export function areasOf(areas: HqArea[], stations: Station[]): string[] {
  const ids = new Set(stations.map(({ station_id }) => station_id));
  return areas
    .filter(({ station_ids }) => station_ids.some((id) => ids.has(id)))
    .map(({ area_id }) => area_id);
}

export interface Total {
  population: number;
  households: number;
  subscribers: number;
  /** Whether some area's people were never counted. */
  isPartial: boolean;
}

export function totalOf(areas: HqArea[]): Total {
  const sum = (numbers: (number | null)[]) => numbers.reduce<number>((all, each) => all + (each ?? 0), 0);
  return {
    population: sum(areas.map(({ population }) => population)),
    households: sum(areas.map(({ households }) => households)),
    subscribers: sum(areas.map(({ subscribers }) => subscribers)),
    isPartial: areas.some(({ population }) => population === null),
  };
}
