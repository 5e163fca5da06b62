// What the river usually does here, and how high it has been: in words, for those who can't see the bands.
import type { Past } from "../../api/shapes";
import { clockTime, fullDate, metres } from "../../words/formats";
import { words } from "../../words/language";
import { now_ms } from "../state";
import { usualAt } from "./usual";

type Peak = NonNullable<Past["record"]>;

const when = ({ at, within_s }: Peak) => (within_s < 86400 ? `${fullDate(at)} ${clockTime(at)}` : fullDate(at));

export function PastFacts({ past, stage_m }: { past: Past | null; stage_m: number | null }) {
  const said = words.value.station;
  if (past === null || past.days === 0) return null;
  const usual = usualAt(past, now_ms.value);
  const standing =
    usual === null || stage_m === null
      ? ""
      : stage_m > usual.p95
        ? said.aboveUsual
        : stage_m < usual.p05
          ? said.belowUsual
          : said.withinUsual;
  return (
    <section class="river-past">
      <h3>{said.past}</h3>
      <dl>
        {usual !== null && (
          <div>
            <dt>{said.lines.usual}</dt>
            <dd>
              {metres(usual.p05)} – {metres(usual.p95)} {standing !== "" && <b>{standing}</b>}
              <small class="block quiet">{said.restsOn(usual.month, usual.days)}</small>
            </dd>
          </div>
        )}
        {past.record !== null && (
          <div>
            <dt>{said.record}</dt>
            <dd>
              {metres(past.record.result)} <small>{when(past.record)}</small>
            </dd>
          </div>
        )}
        {past.floods.length > 0 && (
          <div>
            <dt>{said.lines.floods}</dt>
            <dd>
              {past.floods.map((flood) => (
                <span key={flood.at} class="block">
                  {metres(flood.result)} <small>{when(flood)}</small>
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
      {!past.of_actual && <p class="quiet">{said.pastOfRun}</p>}
    </section>
  );
}
