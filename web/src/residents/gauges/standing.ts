// What may be said of a gauge: silence is not safety, and what is old is not how it is now.
import type { GaugeLevel, StationNow } from "../contracts";

/** How a gauge is shown: its freshness, or `never` where nothing has come of it yet. */
export type Look = "live" | "late" | "dead" | "dormant" | "blind" | "never";

/** How a gauge looks on this phone: what the phone itself has not heard of for long is late. */
export function lookOf(station: StationNow | undefined, isOld: boolean): Look {
  const look = station?.freshness ?? "never";
  return look === "live" && isOld ? "late" : look;
}

/** Whether how the river stands now is known: a gauge that sleeps in calm weather is well. */
export function isKnown(station: StationNow | undefined, isOld: boolean): boolean {
  const look = lookOf(station, isOld);
  return look === "live" || look === "dormant";
}

/** The level that holds as long as nobody has seen the river fall; 0 where nothing is known. */
export function levelHeld(station: StationNow | undefined): GaugeLevel {
  const look = lookOf(station, false);
  return look === "dead" || look === "never" ? 0 : (station?.level ?? 0);
}

/** The gravest first: by level, those that are silent above those that are calm. */
export function gravestFirst(stations: Record<string, StationNow>): (a: string, b: string) => number {
  const weight = (id: string) => {
    const look = lookOf(stations[id], false);
    const silent = look === "dead" || look === "never" ? 0.5 : 0;
    return levelHeld(stations[id]) + silent + (look === "blind" ? 0.2 : 0);
  };
  return (a, b) => weight(b) - weight(a) || a.localeCompare(b);
}
