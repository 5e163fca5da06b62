// Call-outs (参集要請): who is wanted, for what, where and when; and three answers.
import { useSignal } from "@preact/signals";

import type { Answer, Ask } from "../contracts";
import { lookNow } from "../feed/feed";
import { sayAnswer } from "../feed/outbox";
import { Button } from "../page/parts";
import { acts, asks, isForbidden } from "../state";
import { clock, skillName, T } from "../words/spoken";

const HOURS = [0.5, 1, 2, 3, 6] as const;

function Later({ choose }: { choose: (minutes: number) => void }) {
  return (
    <fieldset class="later">
      <legend>
        <T of="asks.later_when" />
      </legend>
      <div class="in-two">
        {HOURS.map((hours) => (
          <button
            key={hours}
            type="button"
            class="big"
            onClick={() => {
              choose(hours * 60);
            }}
          >
            <T of={hours < 1 ? "asks.in_minutes" : "asks.in_hours"} with={{ n: hours < 1 ? hours * 60 : hours }} />
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** What was said last, on this phone or as the server knows it. */
function lastAnswer(ask: Ask): { answer: Ask["answer"]; waits: boolean } {
  const waiting = acts.value.findLast(
    ({ kind, about, refusal }) => kind === "answer" && about === ask.callout_id && refusal === null,
  );
  return waiting === undefined ? { answer: ask.answer, waits: false } : { answer: waiting.what as Answer, waits: true };
}

/** Why nobody needs to go any more; null: somebody is wanted. */
function whyNot(ask: Ask): string | null {
  if (ask.moved_to !== null) return "asks.moved";
  if (ask.closed_because === "canceled") return "asks.canceled";
  if (ask.stood_down_at !== null) return "asks.stood_down";
  return ask.closed_because === "ended" ? "asks.ended" : null;
}

function Said({ ask }: { ask: Ask }) {
  const { answer, waits } = lastAnswer(ask);
  if (answer === null || answer === "unclear") return <T of={answer === null ? "asks.no_answer" : "asks.unclear"} />;
  return (
    <>
      <strong>
        {answer === "later" && ask.coming_at !== null && !waits ? (
          <T of="asks.said_later_at" with={{ time: clock(ask.coming_at) }} />
        ) : (
          <T of={`asks.said_${answer}`} />
        )}
      </strong>{" "}
      {waits && (
        <span class="quiet">
          <T of="unsent.this" />
        </span>
      )}
    </>
  );
}

function Answers({ ask }: { ask: Ask }) {
  const isLater = useSignal(false);
  const { answer } = lastAnswer(ask);
  const say = (said: Answer, minutes: number | null = null) => {
    isLater.value = false;
    void sayAnswer(ask.callout_id, said, minutes).then(lookNow);
  };
  return (
    <div class="answers">
      <Button of="asks.yes" strong={answer !== "no"} aria-pressed={answer === "yes"} onClick={() => { say("yes"); }} />
      <Button
        of="asks.later"
        aria-pressed={answer === "later"}
        aria-expanded={isLater.value}
        onClick={() => (isLater.value = !isLater.value)}
      />
      {isLater.value && <Later choose={(minutes) => { say("later", minutes); }} />}
      <Button of="asks.no" aria-pressed={answer === "no"} onClick={() => { say("no"); }} />
    </div>
  );
}

function Callout({ ask }: { ask: Ask }) {
  const over = whyNot(ask);
  return (
    <article class="ask" data-over={over !== null} aria-labelledby={`ask-${ask.callout_id}`}>
      <h2 id={`ask-${ask.callout_id}`}>{ask.what}</h2>
      {over !== null && (
        <p class="over">
          <T of={over} />
        </p>
      )}
      <dl>
        <div>
          <dt>
            <T of="asks.where" />
          </dt>
          <dd>{ask.place}</dd>
        </div>
        <div>
          <dt>
            <T of="asks.when" />
          </dt>
          <dd>
            <T of="asks.from_to" with={{ from: clock(ask.starts_at), to: clock(ask.ends_at) }} />
          </dd>
        </div>
        <div>
          <dt>
            <T of="asks.skill" />
          </dt>
          <dd>{skillName(ask.skill)}</dd>
        </div>
      </dl>
      <p class="said" role="status">
        <Said ask={ask} />
      </p>
      {over === null && <Answers ask={ask} />}
    </article>
  );
}

export default function Asks() {
  const told = asks.value?.told ?? [];
  return (
    <>
      <section>
        <h1 tabIndex={-1}>
          <T of="asks.title" />
        </h1>
        <p>
          <T of={told.length > 0 ? "asks.lead" : isForbidden.value ? "forbidden.words" : "asks.none"} />
        </p>
      </section>
      {told.map((ask) => (
        <Callout key={ask.callout_id} ask={ask} />
      ))}
    </>
  );
}
