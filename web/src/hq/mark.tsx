// A station's mark and words for its state, the same wherever they stand.
import type { Level, Station } from "../api/shapes";
import { markName, pictureOf, type Mark } from "../rivers/marks";
import { hasTrend, jumpOf, lookOf } from "../rivers/standing";
import { words } from "../words/language";

export function markOf(station: Station): Mark {
  return { level: station.level, look: lookOf(station), unconfirmed: jumpOf(station) !== null };
}

export function MarkPicture({ mark, size }: { mark: Mark; size: "s" | "m" | "l" }) {
  return <img class={`mark mark-${size}`} src={pictureOf(mark)} alt="" data-mark={markName(mark)} />;
}

export function StationMark({ station, size }: { station: Station; size: "s" | "m" | "l" }) {
  return <MarkPicture mark={markOf(station)} size={size} />;
}

export function LevelMark({ level, size }: { level: Level; size: "s" | "m" | "l" }) {
  return <MarkPicture mark={{ level, look: "live", unconfirmed: false }} size={size} />;
}

const ARROWS = { rising: "↗\uFE0E", steady: "→\uFE0E", falling: "↘\uFE0E", unknown: "" } as const;

/** The trend's arrow; none where nothing current is known, for an old arrow misleads. */
export function TrendArrow({ station }: { station: Station }) {
  if (!hasTrend(station)) return null;
  const said = words.value.trends[station.trend];
  return (
    <span class={`trend trend-${station.trend}`} role="img" aria-label={said} title={said}>
      {ARROWS[station.trend]}
    </span>
  );
}
