// The register: who waits for a decision first, each with what is missing; beside it whoever is chosen.
import { signal, useSignal } from "@preact/signals";

import { dayTime } from "../../words/formats";
import { may } from "../state";
import type { Responder } from "./contracts";
import { found } from "./facts";
import { Pick } from "./fields";
import { Loading } from "./loading";
import { Missing } from "./missing";
import { Person } from "./person";
import { Poster } from "./poster";
import { said } from "./said";
import { peopleStock } from "./stocks";

export const chosenPerson = signal<number | null>(null);
const MOST = 200;

function Row({ one }: { one: Responder }) {
  const words = said.value;
  const { responder_id, name, state, category, registered_at, reachable } = one;
  return (
    <li data-responder={responder_id} data-state={state}>
      <button
        type="button"
        class="person-row"
        aria-pressed={chosenPerson.value === responder_id}
        onClick={() => {
          chosenPerson.value = responder_id;
        }}
      >
        <b>{name ?? words.number(responder_id)}</b>
        <span class={`person-state of-${state}`}>{words.states[state]}</span>
        <small class="quiet">
          {name !== null && <>{words.number(responder_id)}・</>}
          {words.categories[category]}・{words.registered(dayTime(registered_at, Date.now()))}
          {!reachable && state !== "erased" && <b class="wrong">・{words.unreachableOne}</b>}
        </small>
        {(state === "waiting" || state === "approved") && <Missing reasons={one.reasons} />}
      </button>
    </li>
  );
}

export function Register() {
  const words = said.value;
  const [wanted, state] = [useSignal(""), useSignal("")];
  const held = peopleStock.held.value;
  const states = ["waiting", "approved", "refused", "withdrawn", "left", "erased"] as const;
  const shown = found(held ?? [], wanted.value, state.value);
  const chosen = chosenPerson.value;
  return (
    <div class={`register ${chosen === null ? "" : "with-person"}`}>
      <section class="register-list" aria-label={words.parts.register}>
        <div class="narrow">
          <input
            type="search"
            aria-label={words.findPerson}
            placeholder={words.findPerson}
            value={wanted.value}
            onInput={(event) => {
              wanted.value = event.currentTarget.value;
            }}
          />
          <Pick
            id="register-state"
            label={<span class="hidden">{words.filterState}</span>}
            chosen={state}
            of={[["", words.every], ...states.map((each): [string, string] => [each, words.states[each]])]}
          />
        </div>
        {!may("enrol") && <p class="quiet">{words.nobodyNamed}</p>}
        {held === null ? (
          <Loading stock={peopleStock} />
        ) : (
          <>
            {shown.length === 0 && <p class="empty">{words.noPeople}</p>}
            <ul>
              {shown.slice(0, MOST).map((each) => (
                <Row key={each.responder_id} one={each} />
              ))}
            </ul>
            {shown.length > MOST && <p class="quiet">{`${MOST} / ${shown.length}`}</p>}
          </>
        )}
      </section>
      <section class="register-person">
        {chosen === null ? (
          <>
            <p class="empty">{words.choosePerson}</p>
            <Poster />
          </>
        ) : (
          <>
            <button
              type="button"
              class="back"
              onClick={() => {
                chosenPerson.value = null;
              }}
            >
              {words.close}
            </button>
            <Person key={chosen} id={chosen} />
          </>
        )}
      </section>
    </div>
  );
}
