// A draft: what its release would send, and the release by a commander's typed hand.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { previewOrder, releaseOrder, withdrawOrder } from "../../api/client";
import type { Order, OrderPreview } from "../../api/shapes";
import { words } from "../../words/language";
import { NotNow } from "../offline/not_now";
import { isStale, may } from "../state";
import { useActing } from "../acting";
import { Field } from "./field";
import { drillTag } from "./level";
import { Phrase } from "./phrase";
import { Preview } from "./preview";
import { takeOrder } from "./state";
import { isTyped } from "./typed";

function Release({ order, preview }: { order: Order; preview: OrderPreview }) {
  const said = words.value.orders;
  const typed = useSignal("");
  const because = useSignal("");
  const { busy, refused, act } = useActing();
  const { phrase, needs_another, decided_at } = preview;
  const mayRelease = may("release");
  const ready = isTyped(phrase, typed.value) && (!needs_another || because.value.trim() !== "");
  const release = () =>
    act(async () => {
      const given = { phrase: typed.value.trim(), alone_because: because.value, decided_at };
      takeOrder(await releaseOrder(order.order_id, given));
    });
  const withdraw = () =>
    act(async () => {
      takeOrder(await withdrawOrder(order.order_id));
    });
  if (!may("compose")) return null;
  return (
    <div class="release">
      {!mayRelease && <p class="quiet">{said.onlyCommanders}</p>}
      {mayRelease && needs_another && (
        <>
          <p class="caution">{said.needsAnother}</p>
          <Field id="alone" label={said.aloneBecause} text={because} />
        </>
      )}
      {mayRelease && <NotNow />}
      {mayRelease && <Phrase id="phrase" label={said.phrase} phrase={phrase} typed={typed} />}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        {mayRelease && (
          <button type="button" class="strong danger" disabled={busy || !ready || isStale.value} onClick={() => void release()}>
            {drillTag()}
            {said.release}
          </button>
        )}
        <button type="button" disabled={busy} onClick={() => void withdraw()}>
          {said.withdraw}
        </button>
      </p>
    </div>
  );
}

export function Draft({ order }: { order: Order }) {
  const preview = useSignal<OrderPreview | null>(null);
  const { busy, refused, act } = useActing();
  const look = () =>
    act(async () => {
      preview.value = await previewOrder(order.order_id);
    });
  useEffect(() => {
    void look();
  }, [order.order_id]);
  const seen = preview.value;
  if (seen === null) {
    return (
      <>
        <p class="wrong" role="alert">
          {refused}
        </p>
        {busy && <p class="empty">{words.value.loading}</p>}
        {refused !== null && (
          <p>
            <button type="button" onClick={() => void look()}>
              {words.value.retry}
            </button>
          </p>
        )}
      </>
    );
  }
  return (
    <>
      <Preview preview={seen} title={words.value.orders.preview} />
      <Release order={order} preview={seen} />
    </>
  );
}
