// A correction that waits: released by a commander's typed hand, by another than composed it, or withdrawn.
import { useSignal } from "@preact/signals";

import { releaseCorrection, withdrawCorrection } from "../../api/corrections";
import type { Correction } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Field } from "../orders/field";
import { drillTag } from "../orders/level";
import { Phrase } from "../orders/phrase";
import { isTyped } from "../orders/typed";
import { may } from "../state";

export function Waiting({ correction, onDone }: { correction: Correction; onDone: () => void }) {
  const said = words.value;
  const { telling, orders } = said;
  const typed = useSignal("");
  const because = useSignal("");
  const { busy, refused, act } = useActing();
  const { correction_id, kind, phrase, needs_another } = correction;
  const mayRelease = may("release");
  const ready = isTyped(phrase, typed.value) && (!needs_another || because.value.trim() !== "");
  const release = () =>
    act(async () => {
      await releaseCorrection(correction_id, typed.value.trim(), because.value);
      onDone();
    });
  const withdraw = () =>
    act(async () => {
      await withdrawCorrection(correction_id);
      onDone();
    });
  return (
    <section class="correction" aria-label={telling.waiting} data-correction={correction_id}>
      <p>
        <b>
          {telling.waiting}：{telling.corrections[kind]}
        </b>{" "}
        {correction.right} {correction.because}（{correction.composed_by}）
      </p>
      {!mayRelease && <p class="quiet">{orders.onlyCommanders}</p>}
      {mayRelease && needs_another && (
        <>
          <p class="caution">{telling.needsAnother}</p>
          <Field id={`alone-${correction_id}`} label={orders.aloneBecause} text={because} />
        </>
      )}
      {mayRelease && <Phrase id={`typed-${correction_id}`} label={orders.phrase} phrase={phrase} typed={typed} />}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        {mayRelease && (
          <button type="button" class="strong danger" disabled={busy || !ready} onClick={() => void release()}>
            {drillTag()}
            {telling.send[kind]}
          </button>
        )}
        {may("settle") && (
          <button type="button" disabled={busy} onClick={() => void withdraw()}>
            {orders.withdraw}
          </button>
        )}
      </p>
    </section>
  );
}
