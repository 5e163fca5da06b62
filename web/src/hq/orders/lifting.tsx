// The lifting, in all areas or in some: looked at first, then sent by a commander.
import { useSignal } from "@preact/signals";

import { liftOrder, previewLifting } from "../../api/client";
import type { Order, OrderPreview } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { NotNow } from "../offline/not_now";
import { isStale } from "../state";
import { drillTag } from "./level";
import { Phrase } from "./phrase";
import { Preview } from "./preview";
import { takeOrder } from "./state";
import { isTyped } from "./typed";

export function Lifting({ order, onClose }: { order: Order; onClose: () => void }) {
  const said = words.value.orders;
  const stands = order.areas.filter((area) => area.stands);
  const kept = useSignal<ReadonlySet<string>>(new Set());
  const typed = useSignal("");
  const preview = useSignal<OrderPreview | null>(null);
  const { busy, refused, act } = useActing();
  const seen = preview.value;
  const where = stands.map(({ area_id }) => area_id).filter((id) => !kept.value.has(id));
  const look = () =>
    act(async () => {
      preview.value = await previewLifting(order.order_id, where);
    });
  const lift = ({ decided_at }: OrderPreview) =>
    act(async () => {
      const given = { phrase: typed.value.trim(), areas: where, lifted_at: decided_at };
      takeOrder(await liftOrder(order.order_id, given));
      onClose();
    });
  const choose = (areaId: string, lifted: boolean) => {
    const next = new Set(kept.value);
    if (lifted) next.delete(areaId);
    else next.add(areaId);
    kept.value = next;
    preview.value = null;
  };
  return (
    <section class="release" aria-label={said.lift}>
      <h3>
        {drillTag()}
        {said.lift}
      </h3>
      {stands.length > 1 && (
        <fieldset>
          <legend>{said.liftWhere}</legend>
          <div class="areas">
            {stands.map(({ area_id, name, name_en }) => (
              <label key={area_id} class="area">
                <input
                  type="checkbox"
                  checked={!kept.value.has(area_id)}
                  onChange={(event) => {
                    choose(area_id, event.currentTarget.checked);
                  }}
                />
                <span>
                  <span lang="ja">{name}</span> <small class="quiet">{name_en}</small>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {seen !== null && (
        <>
          <Preview preview={seen} title={said.previewLift} />
          <NotNow />
          <Phrase id="phrase-lift" label={said.phraseLift} phrase={seen.phrase} typed={typed} />
        </>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        {seen === null ? (
          <button type="button" class="strong" disabled={busy || where.length === 0} onClick={() => void look()}>
            {said.look}
          </button>
        ) : (
          <button
            type="button"
            class="strong danger"
            disabled={busy || isStale.value || !isTyped(seen.phrase, typed.value)}
            onClick={() => void lift(seen)}
          >
            {drillTag()}
            {said.lift}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {said.cancel}
        </button>
      </p>
    </section>
  );
}
