// A responder in full: what is missing, what is decided of them, and what was.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { dayTime } from "../../words/formats";
import { useActing, refusalOf } from "../acting";
import { may } from "../state";
import { decide, getResponder } from "./calls";
import type { ResponderWhole } from "./contracts";
import { Covers } from "./covers";
import { Emergency } from "./emergency";
import { decisionsFor } from "./facts";
import { Refusal, Text } from "./fields";
import { Missing } from "./missing";
import { Passes } from "./passes";
import { said } from "./said";
import { Skills } from "./skills";
import { areaName, changes, loadAnew, peopleStock, readinessStock } from "./stocks";

export interface PartProps {
  one: ResponderWhole;
  /** Have it read anew, after something was done. */
  done: () => Promise<void>;
}

function Decide({ one, done }: PartProps) {
  const words = said.value;
  const note = useSignal("");
  const { busy, refused, act } = useActing();
  const possible = decisionsFor(one);
  if (!may("enrol") || possible.length === 0) return null;
  return (
    <section class="part">
      <h4>{words.decide}</h4>
      {possible.includes("withdraw") && <p class="quiet">{words.withdrawLead}</p>}
      <Text id="decide-note" label={words.decideNote} text={note} longest={500} />
      <p class="buttons">
        {possible.map((decision) => (
          <button
            key={decision}
            type="button"
            class={decision === "approve" ? "strong" : "danger-line"}
            disabled={busy || (decision !== "approve" && note.value.trim() === "")}
            onClick={() =>
              void act(async () => {
                await decide(one.responder_id, decision, note.value.trim());
                note.value = "";
                await done();
              })
            }
          >
            {words.decisions[decision]}
          </button>
        ))}
      </p>
      <Refusal text={refused} />
    </section>
  );
}

function Facts({ one }: { one: ResponderWhole }) {
  const words = said.value;
  const facts: [string, string][] = [
    [words.law, one.law],
    [words.coverOf, one.cover],
    [words.languages, [one.language, ...one.languages.filter((each) => each !== one.language)].join("・")],
    [words.equipment, one.equipment.join("・")],
    [words.homeArea, areaName(one.home_area)],
    [words.workArea, areaName(one.work_area)],
    [words.adultFrom, one.is_adult_from ?? ""],
    [words.consent, `${one.consent}（${dayTime(one.consented_at, Date.now())}）`],
  ];
  return (
    <dl class="facts">
      {facts.filter(([, value]) => value !== "").map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd lang="ja">{value}</dd>
        </>
      ))}
    </dl>
  );
}

function History({ one }: { one: ResponderWhole }) {
  const words = said.value;
  return (
    <details class="part">
      <summary>
        {words.history} {one.steps.length}
      </summary>
      <ul class="steps">
        {one.steps.map((each) => (
          <li key={`${each.at}${each.step}`}>
            <time dateTime={each.at}>{dayTime(each.at, Date.now())}</time>
            <span>
              {words.steps[each.step]} {each.note}
            </span>
            <span>{each.person === "" ? words.self : each.person}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Person({ id }: { id: number }) {
  const words = said.value;
  const held = useSignal<ResponderWhole | null>(null);
  const failed = useSignal<string | null>(null);
  const load = async () => {
    try {
      held.value = await getResponder(id);
      failed.value = null;
    } catch (error) {
      failed.value = refusalOf(error);
    }
  };
  useEffect(() => {
    void load();
  }, [id, changes.value]);
  const done = () => loadAnew(peopleStock, readinessStock);
  const one = held.value;
  if (one === null) return <p class="empty">{failed.value}</p>;
  return (
    <article class="sheet person" data-person={id}>
      <header class="sheet-head">
        <h3>
          {one.name ?? words.number(id)} <small class="quiet">{one.reading}</small>
        </h3>
        <span class={`person-state of-${one.state}`}>{words.states[one.state]}</span>
      </header>
      <p class="quiet">
        {words.number(id)}・{words.categories[one.category]}・{words.registered(dayTime(one.registered_at, Date.now()))}
      </p>
      <Missing reasons={one.reasons} />
      <Decide one={one} done={done} />
      <Skills one={one} done={done} />
      <Covers one={one} done={done} />
      <Passes one={one} done={done} />
      <Emergency id={id} />
      <details class="part">
        <summary>{words.law}・{words.coverOf}・{words.consent}</summary>
        <Facts one={one} />
      </details>
      <History one={one} />
    </article>
  );
}
