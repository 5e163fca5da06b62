// Where a station stands in the list: worst first, and silence is not safety.
import type { Freshness, Level, Station } from "../api/shapes";

/** How a station is drawn: its freshness, or `never` where nothing has been received yet. */
export type Look = Freshness | "never";

export function lookOf(station: Pick<Station, "freshness">): Look {
  return station.freshness ?? "never";
}

/** Whether the stage on show is the river's present one. */
export function isCurrent(look: Look): boolean {
  return look === "live";
}

/** Whether a trend may be shown: one is known, and it is the present one. */
export function hasTrend(station: Pick<Station, "freshness" | "trend">): boolean {
  return isCurrent(lookOf(station)) && station.trend !== "unknown";
}

/** Which way a jump went that no second reading has confirmed yet. */
export function jumpOf(station: Pick<Station, "confirmation" | "reasons">): "rise" | "fall" | null {
  if (station.confirmation !== "unconfirmed") return null;
  return station.reasons.includes("unconfirmed_fall") ? "fall" : "rise";
}

const RUNG = 10;
const UNCONFIRMED = 3;
const BLIND = 5;
const LATE = 1;
/** A gauge that is lost or was never heard stands above standby, below caution. */
const UNKNOWN = 1.5 * RUNG;

/** How much a station asks for attention; the stored level leads. */
export function urgency(
  station: Pick<Station, "level" | "freshness" | "confirmation" | "reasons">,
): number {
  const rung = (station.level ?? 0) * RUNG + (jumpOf(station) === "rise" ? UNCONFIRMED : 0);
  switch (lookOf(station)) {
    case "blind":
      return rung + BLIND;
    case "late":
      return rung + LATE;
    case "dead":
    case "never":
      return Math.max(rung, UNKNOWN);
    default:
      return rung;
  }
}

const TREND_ORDER = { rising: 0, unknown: 1, steady: 2, falling: 3 } as const;
const SOON_S = [1800, 3600, 3 * 3600];

/** Seconds to the next threshold in a few steps, so that rows do not swap at every reading. */
function soonness(station: Station): number {
  const seconds = station.projection?.next[0]?.p50_s ?? Infinity;
  const step = SOON_S.findIndex((limit) => seconds < limit);
  return step === -1 ? SOON_S.length : step;
}

/** Order two stations, the worse one first. */
export function worstFirst(a: Station, b: Station): number {
  return (
    urgency(b) - urgency(a) ||
    TREND_ORDER[a.trend] - TREND_ORDER[b.trend] ||
    soonness(a) - soonness(b) ||
    a.station_id.localeCompare(b.station_id)
  );
}

/** What the counts above the list count: a level where it is current, else the silence. */
export type Standing = Level | "silent" | "dormant";

/** A blind station counts at its level: its alert stands, and nobody has seen it fall. */
export function standingOf(station: Pick<Station, "level" | "freshness">): Standing {
  const look = lookOf(station);
  if (look === "dormant") return "dormant";
  if (look === "dead" || look === "never" || station.level === null) return "silent";
  return station.level;
}

export const STANDINGS: readonly Standing[] = [5, 4, 3, 2, 1, 0, "silent", "dormant"];

export function countStandings(stations: Iterable<Station>): Map<Standing, number> {
  const counts = new Map<Standing, number>(STANDINGS.map((standing) => [standing, 0]));
  for (const station of stations) {
    const standing = standingOf(station);
    counts.set(standing, (counts.get(standing) ?? 0) + 1);
  }
  return counts;
}
