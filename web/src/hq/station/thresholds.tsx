// The thresholds a station is held against, and how they came to be.
import { useSignal } from "@preact/signals";

import { getThresholdsVersions } from "../../api/station";
import type { Station, ThresholdsVersion } from "../../api/shapes";
import { rungsOf } from "../../rivers/levels";
import { fullDate, metres } from "../../words/formats";
import { words } from "../../words/language";
import { LevelMark } from "../mark";
import { runName } from "../state";
import { useAsked } from "./asked";

const EVERY_MS = 300_000;

function Version({ version }: { version: ThresholdsVersion }) {
  const said = words.value;
  return (
    <li>
      <b>
        {version.valid_from === null ? said.station.eversince : said.station.validFrom(fullDate(version.valid_from))}
      </b>{" "}
      {version.author} <small class="quiet">{said.station.recordedOn(fullDate(version.recorded_at))}</small>
      <small class="block">
        {rungsOf(version)
          .map(({ level, threshold_m }) => `${said.rungs[level]} ${metres(threshold_m)}`)
          .join("、")}
      </small>
    </li>
  );
}

function Versions({ stationId }: { stationId: string }) {
  const key = `${stationId} thresholds`;
  const { value, failed } = useAsked(() => getThresholdsVersions(runName.peek(), stationId), key, EVERY_MS);
  if (value === null) return <p class="quiet">{failed ? words.value.failed : words.value.loading}</p>;
  return (
    <ol class="versions">
      {value.map((version) => (
        <Version key={version.recorded_at} version={version} />
      ))}
    </ol>
  );
}

export function Thresholds({ station }: { station: Station }) {
  const said = words.value;
  const open = useSignal(false);
  const rungs = rungsOf(station.thresholds).toReversed();
  if (rungs.length === 0) return <p class="quiet">{said.noThresholds}</p>;
  return (
    <section>
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
      <details
        onToggle={(event) => {
          open.value = event.currentTarget.open;
        }}
      >
        <summary>{said.station.thresholdsHistory}</summary>
        {open.value && <Versions stationId={station.station_id} />}
      </details>
    </section>
  );
}
