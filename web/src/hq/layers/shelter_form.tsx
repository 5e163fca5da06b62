// What a person says of a shelter: open, full or closed, and how many are in it. It may wait for the link.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getShelterHistory, shelterPath } from "../../api/layers";
import type { Shelter, ShelterAsked, Shelters, ShelterSaid } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { doOrKeep } from "../offline/sending";
import { may, now_ms, runName } from "../state";
import { nameOf } from "../wording";
import { takeShelters } from "./shelter_stock";

const STATES = ["open", "full", "closed"] as const;

/** The head-count in a field: none where nobody has counted, NaN where it is no number. */
export function countIn(text: string): number | null {
  const narrow = text.normalize("NFKC").trim();
  if (narrow === "") return null;
  return /^\d{1,6}$/.test(narrow) ? Number(narrow) : NaN;
}

function History({ shelter }: { shelter: Shelter }) {
  const said = words.value.layers;
  const told = useSignal<ShelterSaid[] | null>(null);
  useEffect(() => {
    getShelterHistory(runName.peek(), shelter.shelter_id).then(
      (all) => {
        told.value = all;
      },
      () => {
        told.value = [];
      },
    );
  }, []);
  if (told.value === null || told.value.length === 0) return null;
  return (
    <details>
      <summary>{said.history(told.value.length)}</summary>
      <ul class="steps">
        {told.value.map(({ state_no, state, people, at, person, note }) => (
          <li key={state_no}>
            <time dateTime={at}>{dayTime(at, now_ms.value)}</time>
            <span>
              {said.shelterStates[state]} {people !== null && said.people(people, null)} {note}
            </span>
            <span>{person}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Facts({ shelter }: { shelter: Shelter }) {
  const said = words.value.layers;
  const safeFrom = shelter.hazards.map((hazard) => said.hazards[hazard]).join("・");
  return (
    <p class="quiet">
      {said.safeFrom}: {safeFrom === "" ? said.nothing : safeFrom}
      {shelter.note !== "" && <> / {shelter.note}</>}
      {shelter.changed_by !== null && (
        <>
          <br />
          {dayTime(shelter.changed_at, now_ms.value)} {shelter.changed_by} {shelter.state_note}
        </>
      )}
    </p>
  );
}

export function ShelterForm({ shelter }: { shelter: Shelter }) {
  const said = words.value.layers;
  const state = useSignal(shelter.state);
  const people = useSignal(shelter.people === null ? "" : String(shelter.people));
  const note = useSignal("");
  const kept = useSignal(false);
  const { busy, refused, act } = useActing();
  if (!may("shelter")) return <><Facts shelter={shelter} /><History shelter={shelter} /></>;

  const count = countIn(people.value);
  const wrong = Number.isNaN(count)
    ? said.noCount
    : state.value === "closed" && (count ?? 0) > 0
      ? said.notEmpty
      : null;
  const say = async () => {
    const body: ShelterAsked = { state: state.value, people: count, note: note.value, seen: shelter.state_no };
    const outcome = await doOrKeep<Shelters>({
      kind: "shelter",
      about: `${shelter.name} ${said.shelterStates[state.value]}`,
      path: shelterPath(runName.value, shelter.shelter_id),
      body,
    });
    kept.value = outcome.kept;
    if (!outcome.kept) takeShelters(outcome.answer.features);
  };
  return (
    <form
      class="shelter-form"
      aria-label={nameOf(shelter)}
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === null) void act(say);
      }}
    >
      <Facts shelter={shelter} />
      {!shelter.hazards.includes("flood") && state.value !== "closed" && (
        <p class="wrong" role="alert">
          {said.openNotForFloods}
        </p>
      )}
      <div class="choice" role="group" aria-label={said.state}>
        {STATES.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={state.value === each}
            onClick={() => {
              state.value = each;
              if (each === "closed") people.value = "";
            }}
          >
            {said.shelterStates[each]}
          </button>
        ))}
      </div>
      <label>
        {said.head}
        <input
          inputMode="numeric"
          autocomplete="off"
          size={6}
          value={people.value}
          aria-invalid={wrong !== null}
          onInput={(event) => {
            people.value = event.currentTarget.value;
          }}
        />
      </label>
      <label class="wide">
        {said.note}
        <input
          maxLength={500}
          value={note.value}
          onInput={(event) => {
            note.value = event.currentTarget.value;
          }}
        />
      </label>
      {wrong !== null && <p class="wrong" role="alert">{wrong}</p>}
      {refused !== null && <p class="wrong" role="alert">{refused}</p>}
      {kept.value && <p role="status">{said.waits}</p>}
      <button type="submit" class="strong" disabled={busy || wrong !== null}>
        {said.say}
      </button>
      <History shelter={shelter} />
    </form>
  );
}
