// Which thresholds may be reached next, and when: a projection, for headquarters alone.
import type { Crossing, Projection, Station } from "../../api/shapes";
import { clockTime, duration, metres } from "../../words/formats";
import { language, words } from "../../words/language";
import { LevelMark } from "../mark";
import { now_ms } from "../state";

function Arrival({ crossing, projection }: { crossing: Crossing; projection: Projection }) {
  const said = words.value;
  const at = (seconds: number) => clockTime(Date.parse(projection.as_of) + seconds * 1000);
  const left = (seconds: number) =>
    duration(seconds - (now_ms.value - Date.parse(projection.as_of)) / 1000, language.value);
  const { chance, p10_s, p50_s, p90_s } = crossing;
  return (
    <li>
      <LevelMark level={crossing.level} size="s" />
      <span>
        {said.rungs[crossing.level]} <small>{metres(crossing.threshold_m)}</small>
      </span>
      <b>{`${at(p50_s)} (${left(p50_s)})`}</b>
      <small class="quiet">{`${said.range} ${at(p10_s)}–${at(p90_s)} · ${said.chance(Math.round(chance * 10))}`}</small>
    </li>
  );
}

export function Arrivals({ station }: { station: Station }) {
  const said = words.value;
  const { projection } = station;
  if (projection === null || projection.next.length === 0) return null;
  return (
    <div class="reaches">
      <h3>{said.projection}</h3>
      <ul>
        {projection.next.map((crossing) => (
          <Arrival key={crossing.level} crossing={crossing} projection={projection} />
        ))}
      </ul>
      <p class="quiet">{said.projectionNote}</p>
    </div>
  );
}
