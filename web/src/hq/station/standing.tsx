// How a station stands now: the stage in large type, and how old that is.
import type { Station } from "../../api/shapes";
import { nextRung } from "../../rivers/levels";
import { lookOf } from "../../rivers/standing";
import { centimetresPerTenMinutes, metres, metresPerHour } from "../../words/formats";
import { language, words } from "../../words/language";
import { TrendArrow } from "../mark";
import { now_ms } from "../state";
import { ageOf, jumpNameOf, levelOf } from "../wording";

export function Standing({ station }: { station: Station }) {
  const said = words.value;
  const look = lookOf(station);
  const jump = jumpNameOf(station);
  const { stage_m, rise_m_per_h, level, public_level } = station;
  const next = stage_m === null ? undefined : nextRung(station.thresholds, stage_m);
  return (
    <div class="standing">
      <p class={`big ${look === "live" ? "" : "stale"}`}>
        {metres(stage_m)} <TrendArrow station={station} />
      </p>
      <p>
        <b>{metresPerHour(rise_m_per_h)}</b>
        {rise_m_per_h !== null && <small class="block">{centimetresPerTenMinutes(rise_m_per_h, language.value)}</small>}
      </p>
      <p>
        <b>
          {said.level} {level ?? "—"} {levelOf(station)}
        </b>
        {public_level !== null && public_level !== level && (
          <small>
            {" "}
            ({said.publicLevel} {public_level})
          </small>
        )}
      </p>
      {next !== undefined && stage_m !== null && (
        <p class="quiet">
          {said.rungs[next.level]} {said.toThreshold} {metres(next.threshold_m - stage_m)}
        </p>
      )}
      {jump !== null && <p class="unconfirmed">{jump}</p>}
      <p class={`freshness look-${look}`}>
        <b>{ageOf(station, now_ms.value)}</b>
        {look !== "live" && <small> {said.lookMeaning[look]}</small>}
      </p>
    </div>
  );
}
