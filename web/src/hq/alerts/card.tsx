// One alert: how it stands, who has it, what waits for a person, and what can be done about it.
import { useSignal } from "@preact/signals";

import { Refused } from "../../api/client";
import type { Alert, Transition } from "../../api/shapes";
import { ago, dayTime, duration, metres } from "../../words/formats";
import { language, words } from "../../words/language";
import { refusalOf } from "../acting";
import { takeAlerts } from "../feed";
import { LevelMark } from "../mark";
import { acknowledgeOrKeep, keptAcknowledgement } from "../offline/acts";
import { asOf, may, now_ms, selectedId, stations } from "../state";
import { nameOf } from "../wording";
import { Tick } from "../tick";
import { Assign, InHand } from "./assign";
import { Doubts } from "./rule";
import { SilenceForm } from "./silence";
import { Why } from "./why";

const CONFLICT = 409;

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
  const isTaken = error instanceof Refused && error.status === CONFLICT;
  return isTaken ? words.value.acknowledgedAlready : refusalOf(error);
}

function Acknowledgement({ alert }: { alert: Alert }) {
  const said = words.value;
  const busy = useSignal(false);
  const refused = useSignal<string | null>(null);
  if (alert.acknowledged_at !== null) {
    return (
      <p class="acknowledged">
        <Tick /> {said.acknowledged} {alert.acknowledged_by} {dayTime(alert.acknowledged_at, now_ms.value)}
      </p>
    );
  }
  const kept = keptAcknowledgement(alert.alert_id);
  if (kept !== undefined) {
    return (
      <p class="kept-here" data-kept={kept.key}>
        {said.acknowledged} {dayTime(kept.at, now_ms.value)} <b>{said.offline.keptHere}</b>
      </p>
    );
  }
  const press = async () => {
    busy.value = true;
    refused.value = null;
    try {
      const outcome = await acknowledgeOrKeep(alert.alert_id, nameFor(alert));
      if (!outcome.kept) takeAlerts([outcome.answer.properties]);
    } catch (error) {
      refused.value = whyNot(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <p class="to-acknowledge">
      <span class="waiting">{said.notAcknowledged}</span>
      {may("acknowledge") && (
        <button type="button" class="strong" disabled={busy.value} onClick={() => void press()}>
          {said.acknowledge}
        </button>
      )}
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

type Deed = "assign" | "silence" | "why";

function Deeds({ alert }: { alert: Alert }) {
  const said = words.value.alerting;
  const open = useSignal<Deed | null>(null);
  const done = () => {
    open.value = null;
  };
  const isOver = alert.closed_at !== null;
  const deeds: [Deed, string, boolean][] = [
    ["assign", (alert.assigned?.assignee ?? null) === null ? said.assign : said.reassign, !isOver && may("assign")],
    ["silence", said.silence, !isOver && may("silence")],
    ["why", said.why, asOf.value === null],
  ];
  return (
    <>
      <p class="buttons deeds">
        {deeds
          .filter(([, , offered]) => offered)
          .map(([deed, label]) => (
            <button
              key={deed}
              type="button"
              aria-expanded={open.value === deed}
              onClick={() => {
                open.value = open.value === deed ? null : deed;
              }}
            >
              {label}
            </button>
          ))}
      </p>
      {open.value === "assign" && <Assign alert={alert} onDone={done} />}
      {open.value === "silence" && (
        <SilenceForm stationId={alert.station_id} river={alert.river} level={alert.level} onDone={done} />
      )}
      {open.value === "why" && <Why alert={alert} />}
    </>
  );
}

function Ages({ alert }: { alert: Alert }) {
  const said = words.value;
  const { opened_at, closed_at, peak_level, level } = alert;
  return (
    <span class="quiet">
      {closed_at === null ? (
        `${said.opened} ${ago(opened_at, now_ms.value, language.value)}`
      ) : (
        <>
          {said.opened} {dayTime(opened_at, now_ms.value)}
          <br />
          {said.alerting.lasted}{" "}
          {duration((Date.parse(closed_at) - Date.parse(opened_at)) / 1000, language.value)}
        </>
      )}
      {peak_level > level && (
        <>
          <br />
          {said.peak} {peak_level} {said.levels[peak_level]}
        </>
      )}
    </span>
  );
}

export function AlertCard({ alert }: { alert: Alert }) {
  const said = words.value;
  const isOver = alert.closed_at !== null;
  return (
    <li class="card" data-alert={alert.alert_id} data-level={alert.level}>
      <div class="card-head">
        <LevelMark level={isOver ? alert.peak_level : alert.level} size="m" />
        <button
          type="button"
          class="plain"
          onClick={() => {
            selectedId.value = alert.station_id;
          }}
        >
          <b>{nameFor(alert)}</b>
          <small>
            {alert.river}・{isOver ? `${said.alerting.closedAt} ${dayTime(alert.closed_at, now_ms.value)}` : said.levels[alert.level]}
          </small>
        </button>
        <Ages alert={alert} />
      </div>
      <KeptBack alert={alert} />
      {!isOver && <Acknowledgement alert={alert} />}
      {!isOver && <InHand alert={alert} />}
      {!isOver && <Doubts alert={alert} />}
      <Deeds alert={alert} />
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
