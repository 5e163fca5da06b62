// Hand-over notes: written for a shift, for all or for one office, read by name.
import { useSignal } from "@preact/signals";

import { readNote, writeNote } from "../../api/offices";
import type { HandOver } from "../../api/shapes";
import { clockTime, dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { liveNow_ms, may, runName } from "../state";
import { officeName } from "./name";
import { isUnread, notes, takeNotes } from "./state";
import { ALL, officeOf, To } from "./to";

export type Wanted = (...slugs: (string | null)[]) => boolean;

function Write() {
  const said = words.value.offices;
  const [shift, body, to] = [useSignal(said.shifts[0] ?? ""), useSignal(""), useSignal(ALL)];
  const { busy, refused, act } = useActing();
  const write = () =>
    act(async () => {
      const note = {
        shift: shift.value,
        body: body.value,
        to_all: to.value === ALL,
        to_office: officeOf(to.value),
      };
      takeNotes([await writeNote(runName.value, note)]);
      body.value = "";
    });
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        void write();
      }}
    >
      <label class="field" for="note-shift">
        <span>{said.shift}</span>
        <input
          id="note-shift"
          list="shifts"
          maxLength={40}
          value={shift.value}
          onInput={(event) => {
            shift.value = event.currentTarget.value;
          }}
        />
        <datalist id="shifts">
          {said.shifts.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      </label>
      <To id="note-to" label={said.to} to={to} all={said.all} />
      <label class="field wide" for="note-body">
        <span>{said.body}</span>
        <textarea
          id="note-body"
          rows={3}
          maxLength={2000}
          lang="ja"
          value={body.value}
          onInput={(event) => {
            body.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="strong" disabled={busy || body.value.trim() === "" || shift.value.trim() === ""}>
        {said.write}
      </button>
      <p class="wrong" role="alert">
        {refused}
      </p>
    </form>
  );
}

function Card({ note }: { note: HandOver }) {
  const said = words.value.offices;
  const { busy, refused, act } = useActing();
  const unread = isUnread(note);
  const to = note.to_all ? said.all : officeName(note.to_office);
  return (
    <li class="card letter" data-note={note.note_id} data-unread={unread}>
      <p class="quiet">
        {unread && <b class="count">{said.unread}</b>} <b>{note.shift}</b>{" "}
        <time dateTime={note.written_at}>{dayTime(note.written_at, liveNow_ms.value)}</time>・
        {said.from(officeName(note.from_office), to)}・{note.person}
      </p>
      <p class="words" lang="ja">
        {note.body}
      </p>
      <p class="quiet">
        {note.reads.length === 0
          ? said.nobodyRead
          : `${said.readBy}: ${note.reads
              .map(({ person, office, read_at }) => `${person}（${officeName(office)} ${clockTime(read_at)}）`)
              .join("、")}`}
      </p>
      {unread && may("note") && (
        <p class="buttons">
          <button
            type="button"
            class="strong"
            disabled={busy}
            onClick={() => void act(() => readNote(runName.value, note.note_id))}
          >
            {said.readIt}
          </button>
          <span class="wrong" role="alert">
            {refused}
          </span>
        </p>
      )}
    </li>
  );
}

export function Notes({ wanted }: { wanted: Wanted }) {
  const shown = notes.value.filter((note) => note.to_all || wanted(note.from_office, note.to_office));
  return (
    <>
      {may("note") && <Write />}
      {shown.length === 0 && <p class="empty">{words.value.offices.noNotes}</p>}
      <ul class="cards">
        {shown.map((note) => (
          <Card key={note.note_id} note={note} />
        ))}
      </ul>
    </>
  );
}
