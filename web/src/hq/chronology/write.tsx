// The box to write into, always at hand: what kind, what, when, from whom, where.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { EntryKind, Way } from "../../api/chronology";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Choice } from "../choice";
import { Field } from "../orders/field";
import { DrillTag } from "../orders/level";
import { selectedId, stations } from "../state";
import {
  aboutEntry, body, BOX, corrected, detach, happened, kind, place, record, source, way,
} from "./writing";
import { catchUp } from "./state";

const LONGEST = 2000;

function Kinds() {
  const said = words.value.chronology;
  return (
    <Choice label={said.kind} of={Object.keys(said.entryKinds) as EntryKind[]} chosen={kind}>
      {(each) => said.entryKinds[each]}
    </Choice>
  );
}

function Where() {
  const said = words.value.chronology;
  useEffect(() => {
    if (selectedId.value !== null) place.value = selectedId.value;
  }, [selectedId.value]);
  return (
    <label class="field">
      <span>{said.where}</span>
      <select
        value={place.value}
        onChange={(event) => {
          place.value = event.currentTarget.value;
        }}
      >
        <option value="">{said.nowhere}</option>
        {[...stations.value.values()].map(({ station }) => (
          <option key={station.station_id} value={station.station_id}>
            {station.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Attached() {
  const said = words.value.chronology;
  const [about, right] = [aboutEntry.value, corrected.value];
  const entry = right ?? about;
  if (entry === null) return null;
  return (
    <p class="attached">
      <span>
        {right === null ? said.aboutEntry(entry.words_ja) : said.correctsEntry(entry.words_ja)}
      </span>
      <button type="button" onClick={detach}>
        {said.detach}
      </button>
    </p>
  );
}

export function Write() {
  const said = words.value.chronology;
  const done = useSignal("");
  const { busy, refused, act } = useActing();
  const submit = () =>
    act(async () => {
      done.value = (await record()) ? said.kept : said.written;
      await catchUp();
    });
  return (
    <form
      class="writing"
      aria-label={said.writing}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p class="writing-head">
        <DrillTag /> <Kinds />
      </p>
      <Attached />
      <label class="field" for={BOX}>
        <span>{said.body}</span>
        <textarea
          id={BOX}
          rows={3}
          lang="ja"
          maxLength={LONGEST}
          placeholder={said.bodyHint}
          value={body.value}
          onInput={(event) => {
            body.value = event.currentTarget.value;
            done.value = "";
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          }}
        />
      </label>
      <div class="writing-more">
        <label class="field">
          <span>{said.happened}</span>
          <input
            type="datetime-local"
            value={happened.value}
            onInput={(event) => {
              happened.value = event.currentTarget.value;
            }}
          />
        </label>
        <Field id="writing-source" label={said.source} text={source} hint={said.sourceHint} longest={200} />
        <label class="field">
          <span>{said.way}</span>
          <select
            value={way.value}
            onChange={(event) => {
              way.value = event.currentTarget.value as Way;
            }}
          >
            {(Object.keys(said.ways) as Way[]).map((each) => (
              <option key={each} value={each}>
                {said.ways[each]}
              </option>
            ))}
          </select>
        </label>
        <Where />
      </div>
      <p class="buttons">
        <button type="submit" class="strong" disabled={busy || body.value.trim() === ""}>
          {said.write}
        </button>
        <span role="status">{done.value}</span>
      </p>
      <p class="wrong" role="alert">
        {refused}
      </p>
    </form>
  );
}
