// Why an alert stands: its steps and rules, who was told by what, who was not and why, who was called and took it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getAlertWhy } from "../../api/alerts";
import type { Alert, AlertWhy } from "../../api/shapes";
import { dayTime, metres } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { now_ms } from "../state";

type Step = AlertWhy["steps"][number];
type Told = AlertWhy["messages"][number];
type Call = AlertWhy["calls"][number];

const RUNG_OF = [null, "standby_m", "caution_m", "evacuation_m", "danger_m", "overflow_m"] as const;

const when = (time: string | null) => dayTime(time, now_ms.value);
const sayReason = (reason: string) => (words.value.reasonsFor as Record<string, string>)[reason] ?? reason;

function Steps({ steps }: { steps: Step[] }) {
  const said = words.value;
  return (
    <ol class="whys">
      {steps.map((step) => {
        const rung = RUNG_OF[step.to_level] ?? null;
        const threshold_m = rung === null ? null : (step.thresholds?.[rung] ?? null);
        return (
          <li key={`${step.recorded_at}${step.audience}${step.kind}`}>
            <time dateTime={step.observed_at}>{when(step.observed_at)}</time>{" "}
            <b>
              {step.audience === "public" && `${said.forPublic} `}
              {said.transitions[step.kind]} {step.from_level}→{step.to_level} {said.levels[step.to_level]}
            </b>{" "}
            {metres(step.stage_m)}
            {threshold_m !== null && (
              <small>
                （{said.alerting.atLevel} {metres(threshold_m)}）
              </small>
            )}
            <br />
            <small>
              {step.reasons.map(sayReason).join("、")}
              {step.assessment !== null && `・${said.alerting.policy} ${step.assessment.policy_version}`}
            </small>
          </li>
        );
      })}
    </ol>
  );
}

function Messages({ messages }: { messages: Told[] }) {
  const said = words.value;
  if (messages.length === 0) return <p class="quiet">{said.alerting.toldNobody}</p>;
  return (
    <ol class="whys">
      {messages.map((message) => (
        <li key={message.message_id}>
          <time dateTime={message.created_at}>{when(message.routed_at ?? message.created_at)}</time>{" "}
          <b>
            {said.messageKinds[message.kind]} {message.level} {said.levels[message.level]}
          </b>
          {message.muted_because !== null && (
            <span class="kept-back">
              {" "}
              {said.alerting.muted}：{said.alerting.mutes[message.muted_because] ?? message.muted_because}
            </span>
          )}
          {message.silence !== null && (
            <span class="kept-back">
              {" "}
              {said.alerting.keptBackBy} {message.silence.author}：{message.silence.reason}
            </span>
          )}
          <ul>
            {message.told.map(({ channel, state, because, people }) => (
              <li key={`${channel}${state}${because ?? ""}`}>
                {(said.channels as Record<string, string>)[channel] ?? channel}・{said.states[state]}{" "}
                {said.alerting.people(people)}
                {because !== null && `（${said.alerting.withheldFor[because] ?? because}）`}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Calls({ calls }: { calls: Call[] }) {
  const said = words.value;
  const { alerting } = said;
  if (calls.length === 0) return <p class="quiet">{alerting.noCalls}</p>;
  return (
    <ol class="whys">
      {calls.map((call) => (
        <li key={call.call_id}>
          <time dateTime={call.opened_at}>{when(call.opened_at)}</time>{" "}
          <b>
            {alerting.causes[call.cause]}・{said.levels[call.level]}
          </b>{" "}
          {call.taken_by !== null && alerting.takenBy(call.taken_by)}
          {call.taken_by === null && call.ended_because === null && (
            <span class="wrong">{alerting.nobodyTook}</span>
          )}
          {call.ended_because !== null && (
            <small>{alerting.ended[call.ended_because] ?? call.ended_because}</small>
          )}
          <ul>
            {call.texts.map((text) => (
              <li key={`${text.created_at}${text.person ?? ""}`}>
                {text.nth}. {text.person ?? "—"}・{(said.channels as Record<string, string>)[text.channel] ?? text.channel}
                ・{said.states[text.state]}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Decisions({ why }: { why: AlertWhy }) {
  const said = words.value.alerting;
  return (
    <>
      {why.silences.length > 0 && (
        <>
          <h4>{said.silenceKinds.silence}</h4>
          <ol class="whys">
            {why.silences.map((each) => (
              <li key={each.silence_id}>
                {said.silenceKinds[each.kind]}・{said.upTo(words.value.levels[each.upto_level] ?? "")}：{each.reason}（
                {each.author}） –{when(each.lifted_at ?? each.ends_at)}
                {each.lifted_by !== null && ` ${said.lifted} ${each.lifted_by}`}
              </li>
            ))}
          </ol>
        </>
      )}
      {why.rulings.length > 0 && (
        <>
          <h4>{said.rulings}</h4>
          <ol class="whys">
            {why.rulings.map((each) => (
              <li key={each.ruling_id}>
                {when(each.made_at)} <b>{said.verdicts[each.verdict]}</b>：{each.reason}（{each.person}）
                {each.obeyed_at === null && ` ${said.waitsToBeObeyed}`}
                {each.refused_because !== null && ` ${said.refused}：${each.refused_because}`}
              </li>
            ))}
          </ol>
        </>
      )}
      {why.assignments.length > 0 && (
        <>
          <h4>{said.assignments}</h4>
          <ol class="whys">
            {why.assignments.map((each) => (
              <li key={each.assignment_id}>
                {when(each.assigned_at)} <b>{each.assignee ?? said.nobodyHas}</b>（
                {said.assignedBy(each.assigned_by)}） {each.note}
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

export function Why({ alert }: { alert: Alert }) {
  const said = words.value.alerting;
  const why = useSignal<AlertWhy | null>(null);
  const { refused, act } = useActing();
  // What changes the alert changes the answer: it is asked again.
  const version = JSON.stringify([alert.transitions.length, alert.assigned, alert.silence, alert.acknowledged_at]);
  useEffect(() => {
    void act(async () => {
      why.value = await getAlertWhy(alert.alert_id);
    });
  }, [alert.alert_id, version]);
  const found = why.value;
  return (
    <section class="why" aria-label={said.whyTitle}>
      <p class="wrong" role="alert">
        {refused}
      </p>
      {found === null && refused === null && <p class="quiet">{words.value.loading}</p>}
      {found !== null && (
        <>
          <h4>{said.steps}</h4>
          <Steps steps={found.steps} />
          <h4>{said.told}</h4>
          <Messages messages={found.messages} />
          <h4>{said.calls}</h4>
          <Calls calls={found.calls} />
          <Decisions why={found} />
        </>
      )}
    </section>
  );
}
