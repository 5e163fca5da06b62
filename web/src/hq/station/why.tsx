// Why a station is judged as it is, what waits for a person, and whom it made us tell.
import { useSignal } from "@preact/signals";

import type { Station } from "../../api/shapes";
import { dayTime, duration } from "../../words/formats";
import { language, words } from "../../words/language";
import { Doubts } from "../alerts/rule";
import { Why } from "../alerts/why";
import { alerts, now_ms } from "../state";
import { reasonsOf } from "../wording";

/** What waits for a named person at this station, to be settled from its page. */
export function Waiting({ station }: { station: Station }) {
  const alert = station.alert_id === null ? undefined : alerts.value.get(station.alert_id);
  return alert === undefined ? null : <Doubts alert={alert} />;
}

export function Judged({ station }: { station: Station }) {
  const said = words.value;
  const open = useSignal(false);
  const alert = station.alert_id === null ? undefined : alerts.value.get(station.alert_id);
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
      {alert !== undefined && (
        <details
          onToggle={(event) => {
            open.value = event.currentTarget.open;
          }}
        >
          <summary>{said.station.why}</summary>
          {open.value && <Why alert={alert} />}
        </details>
      )}
    </div>
  );
}
