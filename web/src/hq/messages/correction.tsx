// Taking a notice or a quotation back, or setting it right: looked at first, then composed for a commander.
import { useSignal } from "@preact/signals";

import { previewCorrection } from "../../api/client";
import { composeCorrection } from "../../api/corrections";
import type { CorrectionAsked, CorrectionPreview } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Choice } from "../choice";
import { Field } from "../orders/field";
import { drillTag } from "../orders/level";
import { Texts } from "../orders/texts";
import { runName } from "../state";
import { ToTell } from "./told";

const KINDS = ["retract", "correct"] as const;
const LONGEST = 60; // characters: a text has room for no more

export function Correction({ messageId, onDone }: { messageId: number; onDone: () => void }) {
  const said = words.value.telling;
  const kind = useSignal<CorrectionAsked["kind"]>("retract");
  const right = useSignal("");
  const because = useSignal("");
  const seen = useSignal<{ wanted: CorrectionAsked; preview: CorrectionPreview } | null>(null);
  const { busy, refused, act } = useActing();
  const wanted: CorrectionAsked = {
    kind: kind.value,
    right: kind.value === "correct" ? right.value : "",
    because: because.value,
  };
  // What is sent is what was looked at: a word changed since is looked at again.
  const looked = seen.value !== null && JSON.stringify(seen.value.wanted) === JSON.stringify(wanted);
  const look = () =>
    act(async () => {
      seen.value = { wanted, preview: await previewCorrection(runName.value, messageId, wanted) };
    });
  const send = () =>
    act(async () => {
      await composeCorrection(runName.value, messageId, wanted);
      onDone();
    });
  const lacks = kind.value === "correct" && right.value.trim() === "";
  return (
    <section class="correction" aria-label={said.correct}>
      <Choice label={said.correct} of={KINDS} chosen={kind}>
        {(each) => said.corrections[each]}
      </Choice>
      {kind.value === "correct" && (
        <Field id={`right-${messageId}`} label={said.right} text={right} longest={LONGEST} />
      )}
      <Field id={`because-${messageId}`} label={said.because} text={because} longest={LONGEST} />
      {looked && seen.value !== null && (
        <>
          <ToTell toTell={seen.value.preview.to_tell} toCancel={seen.value.preview.to_cancel} />
          <Texts texts={seen.value.preview.texts} />
        </>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        {looked ? (
          <button type="button" class="strong" disabled={busy} onClick={() => void send()}>
            {drillTag()}
            {said.compose[kind.value]}
          </button>
        ) : (
          <button type="button" class="strong" disabled={busy || lacks} onClick={() => void look()}>
            {words.value.orders.look}
          </button>
        )}
      </p>
    </section>
  );
}
