// What a named person settles: whether a jump is the river, an overflow, and that a guarded alert may end.
import { useSignal } from "@preact/signals";

import { ruleAlert } from "../../api/alerts";
import type { Alert, Station, Verdict } from "../../api/shapes";
import { jumpOf } from "../../rivers/standing";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Field } from "../orders/field";
import { may, stations } from "../state";

const GUARDED = ["clear_waits_for_a_person", "clear_waits_for_upstream", "clear_waits_for_official"] as const;
const CLEAR_WAITS = [...GUARDED, "clear_waits_for_the_fall"] as const;

interface Question {
  asks: string;
  verdicts: Verdict[];
}

/** What waits for a person, as the station's reasons say. */
function questionsOf(station: Station | undefined): Question[] {
  if (station === undefined) return [];
  const said = words.value;
  const has = (reason: string) => station.reasons.includes(reason);
  const waits = CLEAR_WAITS.filter(has).map((reason) => said.reasonsFor[reason]);
  const questions: Question[] = [];
  if (jumpOf(station) !== null || has("unsettled")) {
    questions.push({ asks: said.alerting.doubt, verdicts: ["surge", "spike"] });
  }
  if (has("overflow_needs_a_person")) {
    questions.push({ asks: said.alerting.overflowDoubt, verdicts: ["overflow"] });
  }
  if (waits.length > 0) {
    const asks = `${said.alerting.clearWaits}：${waits.join("、")}`;
    questions.push({ asks, verdicts: GUARDED.some(has) ? ["all_clear"] : [] });
  }
  return questions;
}

function Verdicts({ alert, question }: { alert: Alert; question: Question }) {
  const said = words.value.alerting;
  const chosen = useSignal<Verdict | null>(null);
  const reason = useSignal("");
  const { busy, refused, act } = useActing();
  const verdict = chosen.value;
  const rule = (found: Verdict) =>
    act(async () => {
      await ruleAlert(alert.alert_id, found, reason.value);
      chosen.value = null;
    });
  return (
    <>
      <p class="buttons">
        {question.verdicts.map((each) => (
          <button
            key={each}
            type="button"
            aria-expanded={verdict === each}
            onClick={() => {
              chosen.value = verdict === each ? null : each;
            }}
          >
            {each === "all_clear" ? said.letClear : said.verdicts[each]}…
          </button>
        ))}
      </p>
      {verdict !== null && (
        <form
          class="deed"
          aria-label={said.verdicts[verdict]}
          onSubmit={(event) => {
            event.preventDefault();
            void rule(verdict);
          }}
        >
          <Field id={`ground-${alert.alert_id}-${verdict}`} label={said.verdictReason} text={reason} />
          <p class="wrong" role="alert">
            {refused}
          </p>
          <p class="buttons">
            <button type="submit" class="strong" disabled={busy || reason.value.trim() === ""}>
              {said.verdicts[verdict]}：{said.rule}
            </button>
          </p>
        </form>
      )}
    </>
  );
}

/** Each doubt about an alert, with the decisions that settle it. */
export function Doubts({ alert }: { alert: Alert }) {
  const questions = questionsOf(stations.value.get(alert.station_id)?.station);
  return (
    <>
      {questions.map((question) => (
        <section key={question.asks} class="doubt">
          <p>{question.asks}</p>
          {may("rule") && question.verdicts.length > 0 && <Verdicts alert={alert} question={question} />}
        </section>
      ))}
    </>
  );
}
