// What is held against a reading, in words.
import type { MarkedReading } from "../../api/shapes";
import { clockTime } from "../../words/formats";
import { words } from "../../words/language";

/** Flags by name: one without a word of ours is better raw than unsaid. */
export function flagsSaid(flags: string[]): string {
  const { flagNames, cleared } = words.value.station;
  const names: Record<string, string> = flagNames;
  return flags.length === 0 ? cleared : flags.map((flag) => names[flag] ?? flag).join("、");
}

/** The verdict on a reading and what led to it, as one line. */
export function markSaid({ qartod, flags, changes }: MarkedReading): string {
  const { qartodNames, byJudging } = words.value.station;
  const history = changes.map(
    ({ recorded_at, flags: then, author }) =>
      `${clockTime(recorded_at)} ${flagsSaid(then)}（${author === "judging" ? byJudging : author}）`,
  );
  return [`${qartodNames[qartod] ?? ""} ${flagsSaid(flags)}`.trim(), ...history].join(" ← ");
}
