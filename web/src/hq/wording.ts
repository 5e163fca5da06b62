// A station's state in words, for rows, map labels and screen readers.
import type { Station } from "../api/shapes";
import { isCurrent, jumpOf, lookOf } from "../rivers/standing";
import { ago, metres } from "../words/formats";
import { language, words } from "../words/language";

export function nameOf(station: { name: string; name_en: string }): string {
  return language.value === "en" && station.name_en !== "" ? station.name_en : station.name;
}

export function levelOf(station: Pick<Station, "level">): string {
  const { levels, noLevel } = words.value;
  return station.level === null ? noLevel : (levels[station.level] ?? String(station.level));
}

/** What an unconfirmed jump is called; null where there is none. */
export function jumpNameOf(station: Station): string | null {
  const jump = jumpOf(station);
  return jump && words.value.unconfirmed[jump];
}

/** Why a station is judged as it is: a reason without a word of ours is better raw than unsaid. */
export function reasonsOf({ reasons }: Pick<Station, "reasons">): string[] {
  const said: Record<string, string> = words.value.reasonsFor;
  return reasons.map((reason) => said[reason] ?? reason);
}

/** How old what is known is, and the word for it where it is not current. */
export function ageOf(station: Station, now_ms: number): string {
  const look = lookOf(station);
  const age = station.observed_at === null ? "" : ago(station.observed_at, now_ms, language.value);
  return isCurrent(look) ? age : `${words.value.looks[look]} ${age}`.trim();
}

/** What the map writes under a station's name. */
export function mapDetail(station: Station, now_ms: number): string {
  const look = lookOf(station);
  if (look !== "live") return ageOf(station, now_ms);
  const jump = jumpNameOf(station);
  return jump === null ? metres(station.stage_m) : `${jump}\n${metres(station.stage_m)}`;
}

