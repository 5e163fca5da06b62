// The retraction of what should never have been sent: to whoever may have read it, and nobody else.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { previewRetraction, retractOrder } from "../../api/client";
import type { Order, OrderRetraction } from "../../api/shapes";
import { words } from "../../words/language";
import { ToTell } from "../messages/told";
import { useActing } from "../acting";
import { NotNow } from "../offline/not_now";
import { isStale } from "../state";
import { Field } from "./field";
import { drillTag } from "./level";
import { Phrase } from "./phrase";
import { HandOffTexts } from "./preview";
import { takeOrder } from "./state";
import { Texts } from "./texts";
import { isTyped } from "./typed";

export function Retraction({ order, onClose }: { order: Order; onClose: () => void }) {
  const said = words.value.orders;
  const typed = useSignal("");
  const because = useSignal("");
  const preview = useSignal<OrderRetraction | null>(null);
  const { busy, refused, act } = useActing();
  useEffect(() => {
    void act(async () => {
      preview.value = await previewRetraction(order.order_id);
    });
  }, [order.order_id]);
  const seen = preview.value;
  const ready = seen !== null && isTyped(seen.phrase, typed.value) && because.value.trim() !== "";
  const retract = () =>
    act(async () => {
      const given = { phrase: typed.value.trim(), because: because.value };
      takeOrder(await retractOrder(order.order_id, given));
      onClose();
    });
  return (
    <section class="release" aria-label={said.retract}>
      <h3>
        {drillTag()}
        {said.previewRetract}
      </h3>
      {seen === null && refused === null && <p class="empty">{words.value.loading}</p>}
      {seen !== null && (
        <>
          <div class="columns">
            <div>
              {seen.again.map((each) => (
                <p key={each.order_id} class="caution">
                  {said.standsAgain(each.name, each.areas.join("、"))}
                </p>
              ))}
              <ToTell toTell={seen.to_tell} toCancel={seen.to_cancel} />
              <HandOffTexts handOffs={seen.hand_offs} />
            </div>
            <Texts texts={seen.texts} />
          </div>
          <Field id="because" label={said.because} text={because} />
          <NotNow />
          <Phrase id="phrase-retract" label={said.phraseRetract} phrase={seen.phrase} typed={typed} />
        </>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button type="button" class="strong danger" disabled={busy || !ready || isStale.value} onClick={() => void retract()}>
          {drillTag()}
          {said.retract}
        </button>
        <button type="button" onClick={onClose}>
          {said.cancel}
        </button>
      </p>
    </section>
  );
}
