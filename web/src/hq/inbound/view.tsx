// What residents answered: read, taken by name, called back, closed with a note.
import "../styles/inbound.css";

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { closeInbound, getInbound, readNumber, takeInbound } from "../../api/inbound";
import type { Inbound } from "../../api/shapes";
import { clockTimeWithSeconds, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { DrillTag } from "../orders/level";
import { Field } from "../orders/field";
import { may, me } from "../state";
import { Tick } from "../tick";
import { changes, inbound, isRehearsed, loadWaiting } from "./state";

const when = (time: string) => `${dayAndMonth(time)} ${clockTimeWithSeconds(time)}`;

function Holder({ answer }: { answer: Inbound }) {
  const said = words.value.inbound;
  if (answer.closed_by !== null && answer.closed_at !== null) {
    return (
      <p class="acknowledged">
        <Tick /> {said.closed(answer.closed_by)} {when(answer.closed_at)} {answer.note}
      </p>
    );
  }
  if (answer.taken_by === null || answer.taken_at === null) return <p class="wrong">{said.untaken}</p>;
  return (
    <p class="taken">
      {said.taken(answer.taken_by)} <time dateTime={answer.taken_at}>{when(answer.taken_at)}</time>
    </p>
  );
}

function Deeds({ answer, onChange }: { answer: Inbound; onChange: () => Promise<void> }) {
  const said = words.value.inbound;
  const note = useSignal("");
  const number = useSignal<string | null>(null);
  const { busy, refused, act } = useActing();
  const { inbound_id, taken_by } = answer;
  const mine = taken_by !== null && taken_by === me.value?.person;
  const take = () =>
    act(async () => {
      await takeInbound(inbound_id, taken_by);
      await onChange();
    });
  const close = () =>
    act(async () => {
      await closeInbound(inbound_id, note.value);
      await onChange();
    });
  const look = () =>
    act(async () => {
      number.value = (await readNumber(inbound_id)).number;
    });
  return (
    <>
      <p class="buttons">
        {!mine && (
          <button type="button" class={taken_by === null ? "strong" : ""} disabled={busy} onClick={() => void take()}>
            {taken_by === null ? said.take : said.takeOver(taken_by)}
          </button>
        )}
        {number.value === null ? (
          <button type="button" disabled={busy} onClick={() => void look()}>
            {said.readNumber}
          </button>
        ) : (
          <a class="button" href={`tel:${number.value}`}>
            {said.number} {number.value}
          </a>
        )}
      </p>
      {mine && (
        <form
          class="closing"
          onSubmit={(event) => {
            event.preventDefault();
            void close();
          }}
        >
          <Field id={`done-${inbound_id}`} label={said.note} text={note} />
          <button type="submit" class="strong" disabled={busy || note.value.trim() === ""}>
            {said.close}
          </button>
        </form>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
    </>
  );
}

function Card({ answer, onChange }: { answer: Inbound; onChange: () => Promise<void> }) {
  const said = words.value.inbound;
  const { body, language, meaning, received_at, sender, closed_at } = answer;
  return (
    <li class="card answer" data-inbound={answer.inbound_id} data-taken={answer.taken_by ?? ""}>
      <p class="quiet">
        <DrillTag /> <time dateTime={received_at}>{when(received_at)}</time>・{said.from(sender)}・
        {language ?? said.stranger}・{said.meanings[meaning]}
      </p>
      <blockquote class="words" lang={language ?? "ja"}>
        {body}
      </blockquote>
      <Holder answer={answer} />
      {closed_at === null && (meaning === "other" || meaning === "help") && may("settle") && (
        <Deeds answer={answer} onChange={onChange} />
      )}
    </li>
  );
}

export function InboundView() {
  const said = words.value.inbound;
  const withClosed = useSignal(false);
  const found = useSignal<Inbound[] | null>(null);
  const { refused, act } = useActing();
  const rehearsed = isRehearsed.value;
  const look = () =>
    act(async () => {
      const answers = await getInbound(rehearsed, !withClosed.value);
      if (rehearsed === isRehearsed.value) found.value = answers;
    });
  useEffect(() => {
    void look();
  }, [rehearsed, withClosed.value, changes.value]);
  const changed = async () => {
    await loadWaiting();
  };
  return (
    <main class="inbound-floor" id="side">
      <h2>
        {said.title} {inbound.value.waiting > 0 && <b class="count">{inbound.value.waiting}</b>}
      </h2>
      <p class={rehearsed ? "caution" : "quiet"}>{rehearsed ? said.rehearsed : said.lead}</p>
      <label class="tick">
        <input
          type="checkbox"
          checked={withClosed.value}
          onChange={(event) => {
            withClosed.value = event.currentTarget.checked;
          }}
        />
        {said.withClosed}
      </label>
      <p class="wrong" role="alert">
        {refused}
      </p>
      {found.value?.length === 0 && <p class="empty">{said.none}</p>}
      <ul class="cards">
        {found.value?.map((answer) => (
          <Card key={answer.inbound_id} answer={answer} onChange={changed} />
        ))}
      </ul>
    </main>
  );
}
