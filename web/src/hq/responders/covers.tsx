// What covers somebody if they are hurt, as a named officer recorded it.
import { useSignal } from "@preact/signals";

import { fullDate } from "../../words/formats";
import { useActing } from "../acting";
import { may } from "../state";
import { recordCover } from "./calls";
import { Refusal, Text, Typed } from "./fields";
import type { PartProps } from "./person";
import { said } from "./said";
import { readTime, typedTime } from "./when";

const DAY_MS = 86_400_000;
const FIRST_MS = 30 * DAY_MS;

function Record({ one, done }: PartProps) {
  const words = said.value;
  const [basis, document, insurance] = [useSignal(one.law), useSignal(""), useSignal("")];
  const [from, until] = [useSignal(typedTime(Date.now())), useSignal(typedTime(Date.now() + FIRST_MS))];
  const { busy, refused, act } = useActing();
  const [begins, ends] = [readTime(from.value), readTime(until.value)];
  const isWhole =
    basis.value.trim() !== "" && document.value.trim() !== "" && begins !== null && ends !== null && ends > begins &&
    (one.category !== "volunteer" || insurance.value.trim() !== "");
  const record = () =>
    act(async () => {
      await recordCover(one.responder_id, {
        legal_basis: basis.value.trim(),
        document: document.value.trim(),
        insurance: insurance.value.trim(),
        valid_from: begins ?? "",
        valid_until: ends ?? "",
      });
      await done();
    });
  return (
    <details class="write-in" open={one.covers.length === 0 && one.state === "approved"}>
      <summary>{words.addCover}</summary>
      <form
        class="write"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) void record();
        }}
      >
        <Text id="cover-basis" label={words.basis} text={basis} longest={500} wide />
        <Text id="cover-document" label={words.document} text={document} longest={500} />
        <Text id="cover-insurance" label={words.insurance} text={insurance} longest={500} />
        <Typed id="cover-from" label={words.from} type="datetime-local" text={from} />
        <Typed id="cover-until" label={words.until} type="datetime-local" text={until} />
        <p class="quiet wide">{words.noNames}</p>
        <button type="submit" class="strong" disabled={busy || !isWhole}>
          {words.record}
        </button>
        <Refusal text={refused} />
      </form>
    </details>
  );
}

export function Covers({ one, done }: PartProps) {
  const words = said.value;
  return (
    <section class="part">
      <h4>{words.covers}</h4>
      {one.covers.length === 0 && <p class="wrong">{words.noCovers}</p>}
      <ul class="plain-list">
        {one.covers.map((each) => (
          <li key={each.cover_id} data-cover={each.cover_id}>
            <b>
              {fullDate(each.valid_from)} – {fullDate(each.valid_until)}
            </b>{" "}
            <span lang="ja">
              {each.legal_basis} {each.document} {each.insurance}
            </span>{" "}
            <small class="quiet">{each.recorded_by}</small>
          </li>
        ))}
      </ul>
      {may("enrol") && ["waiting", "approved"].includes(one.state) && (
        <Record key={one.covers.length} one={one} done={done} />
      )}
    </section>
  );
}
