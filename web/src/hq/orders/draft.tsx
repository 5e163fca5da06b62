// A draft: what its release would send, and the release by a commander's typed hand.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { previewOrder, releaseOrder, withdrawOrder } from "../../api/client";
import type { Order, OrderPreview } from "../../api/shapes";
import { words } from "../../words/language";
import { me } from "../state";
import { useActing } from "./acting";
import { isTyped, Phrase } from "./phrase";
import { Preview } from "./preview";
import { takeOrder } from "./state";

function Release({ order, preview }: { order: Order; preview: OrderPreview }) {
  const said = words.value.orders;
  const typed = useSignal("");
  const because = useSignal("");
  const { busy, refused, act } = useActing();
  const { phrase, needs_another, decided_at } = preview;
  const may = me.value?.role === "commander";
  const ready = isTyped({ phrase, typed }) && (!needs_another || because.value.trim() !== "");
  const release = () =>
    act(async () => {
      const given = { phrase: typed.value.trim(), alone_because: because.value, decided_at };
      takeOrder(await releaseOrder(order.order_id, given));
    });
  return (
    <div class="release">
      {needs_another && (
        <label class="field" for="alone">
          <span class="caution">{said.needsAnother}</span>
          <input
            id="alone"
            type="text"
            lang="ja"
            placeholder={said.aloneBecause}
            value={because.value}
            onInput={(event) => {
              because.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      {may && <Phrase id="phrase" label={said.phrase} phrase={phrase} typed={typed} />}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        {may && (
          <button type="button" class="strong danger" disabled={busy || !ready} onClick={() => void release()}>
            {said.release}
          </button>
        )}
        <button
          type="button"
          disabled={busy}
          onClick={() =>
            void act(async () => {
              takeOrder(await withdrawOrder(order.order_id));
            })
          }
        >
          {said.withdraw}
        </button>
      </p>
    </div>
  );
}

export function Draft({ order }: { order: Order }) {
  const preview = useSignal<OrderPreview | null>(null);
  const { refused, act } = useActing();
  useEffect(() => {
    void act(async () => {
      preview.value = await previewOrder(order.order_id);
    });
  }, [order.order_id]);
  const seen = preview.value;
  return (
    <>
      <p class="wrong" role="alert">
        {refused}
      </p>
      {seen !== null && (
        <>
          <Preview preview={seen} title={words.value.orders.preview} />
          <Release order={order} preview={seen} />
        </>
      )}
    </>
  );
}
