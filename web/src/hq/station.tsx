// All that is known of one station: where it stands, where it is going, and why it is judged so.
import { useEffect, useRef } from "preact/hooks";

import type { Crossing, Projection, Station } from "../api/shapes";
import { nextRung, rungsOf } from "../rivers/levels";
import { lookOf } from "../rivers/standing";
import { centimetresPerTenMinutes, clockTime, dayTime, duration, metres, metresPerHour } from "../words/formats";
import { language, words } from "../words/language";
import { Hydrograph } from "./hydrograph";
import { LevelMark, StationMark, TrendArrow } from "./mark";
import { now_ms, selectedId, type Sited } from "./state";
import { ageOf, jumpNameOf, levelOf, nameOf, reasonsOf } from "./wording";

function Head({ sited: { station, at } }: { sited: Sited }) {
  const said = words.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const kinds = [
    station.mode === "crisis" ? said.crisis : "",
    station.tidal ? said.tidal : "",
    at === null ? said.offMap : "",
  ];
  return (
    <div class="station-head">
      <StationMark station={station} size="l" />
      <div>
        <h2 ref={heading} tabIndex={-1}>
          {nameOf(station)}
        </h2>
        <p class="quiet">
          {[station.river, ...kinds].filter((word) => word !== "").join("・")}
        </p>
      </div>
      <button
        type="button"
        class="close"
        aria-label={said.close}
        title={said.close}
        onClick={() => {
          selectedId.value = null;
        }}
      >
        ×
      </button>
    </div>
  );
}

function Standing({ station }: { station: Station }) {
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

function Thresholds({ station }: { station: Station }) {
  const said = words.value;
  const rungs = rungsOf(station.thresholds).toReversed();
  if (rungs.length === 0) return <p class="quiet">{said.noThresholds}</p>;
  return (
    <table class="thresholds">
      <caption>{said.thresholds}</caption>
      <tbody>
        {rungs.map(({ level, threshold_m }) => {
          const reached = station.stage_m !== null && station.stage_m >= threshold_m;
          return (
            <tr key={level} class={reached ? "reached" : ""}>
              <td>
                <LevelMark level={level} size="s" />
              </td>
              <th scope="row">{said.rungs[level]}</th>
              <td class="number">{metres(threshold_m)}</td>
              <td class="quiet number">
                {station.stage_m !== null && (reached ? said.above : metres(threshold_m - station.stage_m))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

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

function Arrivals({ station }: { station: Station }) {
  const said = words.value;
  const { projection } = station;
  if (projection === null || projection.next.length === 0) return null;
  return (
    <div class="arrivals">
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

function Record({ station }: { station: Station }) {
  const said = words.value;
  const rows: [string, string][] = [
    [said.observed, dayTime(station.observed_at, now_ms.value)],
    [said.received, dayTime(station.received_at, now_ms.value)],
    [said.assessed, dayTime(station.assessed_at, now_ms.value)],
    [said.interval, duration(station.interval_s, language.value)],
  ];
  return (
    <div class="record">
      <h3>{said.reasons}</h3>
      <ul class="reasons">
        {reasonsOf(station).map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export function StationPanel({ sited }: { sited: Sited }) {
  const { station } = sited;
  return (
    <section
      class="station"
      aria-label={nameOf(station)}
      data-station={station.station_id}
      onKeyDown={(event) => {
        if (event.key === "Escape") selectedId.value = null;
      }}
    >
      <Head sited={sited} />
      <div class="station-body">
        <Standing station={station} />
        <Hydrograph station={station} />
        <div class="station-facts" tabIndex={0} role="group" aria-label={words.value.thresholds}>
          <Thresholds station={station} />
          <Arrivals station={station} />
          <Record station={station} />
        </div>
      </div>
    </section>
  );
}
