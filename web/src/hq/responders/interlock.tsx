// What the interlock says of a place: each area with its gauge, level and time; a commander may let it through.
import { useSignal } from "@preact/signals";

import type { Level } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words as page } from "../../words/language";
import { useActing } from "../acting";
import { drillTag } from "../orders/level";
import { isStale, liveNow_ms, may, runName } from "../state";
import { override } from "./calls";
import type { Finding, Interlock } from "./contracts";
import { Refusal, Text, Typed } from "./fields";
import { said } from "./said";

function Gauge({ gauge }: { gauge: Finding["gauges"][number] }) {
  const words = said.value;
  const { name, level, freshness, observed_at } = gauge;
  const how = freshness === null ? words.never : page.value.looks[freshness as keyof typeof page.value.looks];
  return (
    <li data-gauge={gauge.station_id}>
      <b>{name}</b> {level === null ? words.noLevel : `${page.value.level} ${level} ${page.value.levels[level as Level] ?? ""}`}・{how}・
      {observed_at === null ? words.never : words.observedAt(dayTime(observed_at, liveNow_ms.value))}
    </li>
  );
}

function Override({ finding, onOverride }: { finding: Finding; onOverride: () => void }) {
  const words = said.value;
  const [reason, minutes] = [useSignal(""), useSignal("60")];
  const { busy, refused, act } = useActing();
  const lasts = Number(minutes.value);
  return (
    <details class="write-in">
      <summary>{words.overrideTitle}</summary>
      <p class="caution">{words.overrideLead}</p>
      <div class="check">
        <Text id={`override-${finding.area_id}`} label={words.reason} text={reason} longest={300} />
        <Typed id={`minutes-${finding.area_id}`} label={words.minutes} type="number" text={minutes} min={1} max={360} />
        <button
          type="button"
          class="strong danger"
          disabled={busy || isStale.value || reason.value.trim() === "" || !Number.isInteger(lasts) || lasts < 1 || lasts > 360}
          onClick={() =>
            void act(async () => {
              await override(runName.value, finding.area_id, reason.value.trim(), lasts);
              onOverride();
            })
          }
        >
          {drillTag()}
          {words.doOverride}
        </button>
        <Refusal text={refused} />
      </div>
    </details>
  );
}

export function InterlockAnswer({ found, onOverride }: { found: Interlock; onOverride: () => void }) {
  const words = said.value;
  return (
    <section class={`interlock wide ${found.passable ? "is-clear" : "is-blocked"}`} aria-label={words.interlock}>
      <p role="status">
        <b>{found.passable ? words.passable : words.blocked}</b>
      </p>
      <ul class="plain-list">
        {found.findings.map((each) => {
          const isBlocked = each.verdict === "blocked" || each.verdict === "unknown";
          return (
            <li key={each.area_id} data-verdict={each.verdict}>
              <b>{each.area_id === "" ? words.outside : each.name}</b> {words.verdicts[each.verdict]}
              {each.gauges.length > 0 ? (
                <ul>
                  {each.gauges.map((gauge) => (
                    <Gauge key={gauge.station_id} gauge={gauge} />
                  ))}
                </ul>
              ) : (
                each.verdict === "unknown" && each.area_id !== "" && <p>{words.noGauge}</p>
              )}
              {isBlocked && each.area_id !== "" && may("override") && <Override finding={each} onOverride={onOverride} />}
            </li>
          );
        })}
      </ul>
      {!found.passable && !may("override") && <p class="quiet">{words.overrideOnly}</p>}
    </section>
  );
}
