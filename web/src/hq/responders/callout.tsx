// A call-out as it stands: how many come of how many, what the others said, and who they are.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { clockTime, dayTime } from "../../words/formats";
import { useActing } from "../acting";
import { isStale, liveNow_ms, may, runName } from "../state";
import { cancelCallout, getCallout } from "./calls";
import type { Callout, CalloutWhole } from "./contracts";
import { ANSWERS, stillNeeded } from "./facts";
import { NotNow, Refusal, Text } from "./fields";
import { said } from "./said";
import { calloutStock, changes, loadAnew, nameOfResponder } from "./stocks";
import { planned } from "./when";

function Counts({ callout }: { callout: Callout }) {
  const words = said.value;
  const { counts, needed } = callout;
  const missing = stillNeeded(callout);
  return (
    <div class="callout-counts">
      <p class="coming">
        <span class="quiet">{words.coming}</span> <b class="huge">{words.comingOf(counts.coming, needed)}</b>{" "}
        {missing > 0 ? <b class="count">{words.stillShort(missing)}</b> : counts.coming >= needed && <b class="good">{words.filled}</b>}
      </p>
      <meter min={0} max={needed} value={Math.min(needed, counts.coming)} aria-label={words.coming} />
      <dl class="tally">
        <div>
          <dt>{words.asked}</dt>
          <dd data-count="asked">{counts.asked}</dd>
        </div>
        {ANSWERS.map((answer) => (
          <div key={answer} class={answer === "unclear" && counts.unclear > 0 ? "noted" : ""}>
            <dt>{words.answers[answer]}</dt>
            <dd data-count={answer}>{counts[answer]}</dd>
          </div>
        ))}
        {counts.stood_down > 0 && (
          <div>
            <dt>{words.stoodDown}</dt>
            <dd>{counts.stood_down}</dd>
          </div>
        )}
        {counts.moved > 0 && (
          <div>
            <dt>{words.moved}</dt>
            <dd>{counts.moved}</dd>
          </div>
        )}
      </dl>
      {counts.unclear > 0 && <p class="quiet">{words.unclearLead}</p>}
    </div>
  );
}

function Asks({ id }: { id: number }) {
  const words = said.value;
  const whole = useSignal<CalloutWhole | null>(null);
  const { refused, act } = useActing();
  useEffect(() => {
    void act(async () => {
      whole.value = await getCallout(runName.value, id);
    });
  }, [id, changes.value, calloutStock.held.value]);
  return (
    <>
      <Refusal text={refused} />
      <ul class="plain-list asks">
        {whole.value?.asks.map((each) => (
          <li key={each.responder_id} data-answer={each.answer ?? "silent"}>
            <span>{nameOfResponder(each.responder_id)}</span>
            <b>{words.answers[each.answer ?? "silent"]}</b>
            <small class="quiet">
              {words.wave(each.wave)}・{dayTime(each.answered_at ?? each.asked_at, liveNow_ms.value)}
              {each.coming_at !== null && `・${words.comingAt(clockTime(each.coming_at))}`}
              {each.stood_down_at !== null && `・${words.stoodDown}`}
              {each.moved_to !== null && `・${words.moved}`}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

function Cancel({ callout }: { callout: Callout }) {
  const words = said.value;
  const note = useSignal("");
  const { busy, refused, act } = useActing();
  return (
    <details class="write-in">
      <summary>{words.cancelCallout}</summary>
      <p class="quiet">{words.cancelLead}</p>
      <NotNow />
      <div class="check">
        <Text id={`cancel-${callout.callout_id}`} label={words.reason} text={note} longest={400} />
        <button
          type="button"
          class="danger-line"
          disabled={busy || isStale.value}
          onClick={() =>
            void act(async () => {
              await cancelCallout(runName.value, callout.callout_id, note.value.trim());
              await loadAnew(calloutStock);
            })
          }
        >
          {words.cancelCallout}
        </button>
        <Refusal text={refused} />
      </div>
    </details>
  );
}

export function CalloutCard({ callout }: { callout: Callout }) {
  const words = said.value;
  const opened = useSignal(false);
  const { callout_id, what, skill, place, starts_at, ends_at, closed_because, counts, next_wave_at } = callout;
  const now_ms = liveNow_ms.value;
  return (
    <li class="card letter" data-callout={callout_id} data-short={stillNeeded(callout) > 0}>
      <header class="card-head">
        <h3 lang="ja">{what}</h3>
        <span class={`person-state of-${closed_because === null ? "open" : "over"}`}>
          {closed_because === null ? words.open : words.closed[closed_because]}
        </span>
      </header>
      <p class="quiet">
        {words.skills[skill]}・<span lang="ja">{place}</span>・{planned(starts_at, now_ms)} – {planned(ends_at, now_ms)}
      </p>
      <Counts callout={callout} />
      <p class="quiet">
        {words.waves(counts.waves)}
        {next_wave_at !== null && `・${words.nextWave(dayTime(next_wave_at, now_ms))}`}・
        {words.openedBy(callout.opened_by, dayTime(callout.opened_at, now_ms))}
      </p>
      <details
        onToggle={(event) => {
          opened.value = event.currentTarget.open;
        }}
      >
        <summary>{words.who}</summary>
        {opened.value && <Asks id={callout_id} />}
      </details>
      {may("call_out") && closed_because === null && <Cancel callout={callout} />}
    </li>
  );
}
