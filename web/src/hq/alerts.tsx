// Open alerts, worst first, each to be acknowledged by a person.
import { useSignal } from "@preact/signals";

import { acknowledge, Refused } from "../api/client";
import type { Alert, Transition } from "../api/shapes";
import { ago, dayTime, metres } from "../words/formats";
import { language, words } from "../words/language";
import { takeAlerts } from "./feed";
import { LevelMark } from "./mark";
import { now_ms, openAlerts, selectedId, stations } from "./state";
import { nameOf } from "./wording";

function nameFor(alert: Alert): string {
  const known = stations.value.get(alert.station_id);
  return known === undefined ? alert.station_name : nameOf(known.station);
}

function Step({ step }: { step: Transition }) {
  const said = words.value;
  return (
    <li>
      <time dateTime={step.observed_at}>{dayTime(step.observed_at, now_ms.value)}</time>
      <span>
        {step.audience === "public" && <small>{said.forPublic} </small>}
        {said.transitions[step.kind]} {step.from_level}→{step.to_level} {said.levels[step.to_level]}
      </span>
      <b>{metres(step.stage_m)}</b>
    </li>
  );
}

function whyNot(error: unknown): string {
  const said = words.value;
  if (!(error instanceof Refused)) return said.unreachable;
  return error.status === 409 ? said.acknowledgedAlready : `${said.failed}: ${error.message}`;
}

function Acknowledgement({ alert }: { alert: Alert }) {
  const said = words.value;
  const busy = useSignal(false);
  const refused = useSignal<string | null>(null);
  if (alert.acknowledged_at !== null) {
    return (
      <p class="acknowledged">
        ✓ {said.acknowledged} {alert.acknowledged_by} {dayTime(alert.acknowledged_at, now_ms.value)}
      </p>
    );
  }
  const press = async () => {
    busy.value = true;
    refused.value = null;
    try {
      takeAlerts([(await acknowledge(alert.alert_id)).properties]);
    } catch (error) {
      refused.value = whyNot(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <p class="to-acknowledge">
      <span class="waiting">{said.notAcknowledged}</span>
      <button type="button" class="strong" disabled={busy.value} onClick={() => void press()}>
        {said.acknowledge}
      </button>
      <span role="alert">{refused.value}</span>
    </p>
  );
}

/** Who keeps messages about this alert back, why, and until when. */
function KeptBack({ alert }: { alert: Alert }) {
  if (alert.silence === null) return null;
  const { reason, author, ends_at } = alert.silence;
  return (
    <p class="kept-back" role="note">
      {words.value.keptBack} –<time dateTime={ends_at}>{dayTime(ends_at, now_ms.value)}</time> {reason}（
      {author}）
    </p>
  );
}

function AlertCard({ alert }: { alert: Alert }) {
  const said = words.value;
  return (
    <li class="card" data-alert={alert.alert_id} data-level={alert.level}>
      <div class="card-head">
        <LevelMark level={alert.level} size="m" />
        <button
          type="button"
          class="plain"
          onClick={() => {
            selectedId.value = alert.station_id;
          }}
        >
          <b>{nameFor(alert)}</b>
          <small>
            {alert.river}・{said.levels[alert.level]}
          </small>
        </button>
        <span class="quiet">
          {said.opened} {ago(alert.opened_at, now_ms.value, language.value)}
          {alert.peak_level > alert.level && (
            <>
              <br />
              {said.peak} {alert.peak_level} {said.levels[alert.peak_level]}
            </>
          )}
        </span>
      </div>
      <KeptBack alert={alert} />
      <Acknowledgement alert={alert} />
      <details>
        <summary>
          {said.history} ({alert.transitions.length})
        </summary>
        <ol class="steps">
          {alert.transitions.toReversed().map((step) => (
            <Step key={`${step.recorded_at}${step.kind}${step.audience}`} step={step} />
          ))}
        </ol>
      </details>
    </li>
  );
}

export function AlertList() {
  const open = openAlerts.value;
  if (open.length === 0) return <p class="empty">{words.value.noAlerts}</p>;
  return (
    <ul class="cards">
      {open.map((alert) => (
        <AlertCard key={alert.alert_id} alert={alert} />
      ))}
    </ul>
  );
}
