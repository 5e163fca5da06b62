// The composer: what is ordered, for whom, why and where to go. Nobody is told until it is released.
import { useSignal, type Signal } from "@preact/signals";

import { composeOrder } from "../../api/client";
import type { HqArea } from "../../api/shapes";
import { words } from "../../words/language";
import { runName } from "../state";
import { useActing } from "./acting";
import { ORDER_LEVELS, orderLevel, OrderLevelMark, type OrderLevel } from "./level";
import { areas, composing, standing, takeOrder } from "./state";

function AreaChoice({ area, picked }: { area: HqArea; picked: Signal<ReadonlySet<string>> }) {
  const said = words.value.orders;
  const { area_id, name, name_en, population, households, subscribers } = area;
  const counted = [
    population !== null && `${population.toLocaleString()}${said.people}`,
    households !== null && `${households.toLocaleString()}${said.households}`,
    `${said.subscribers} ${subscribers.toLocaleString()}`,
  ].filter(Boolean);
  return (
    <label class="area">
      <input
        type="checkbox"
        checked={picked.value.has(area_id)}
        onChange={(event) => {
          const next = new Set(picked.value);
          if (event.currentTarget.checked) next.add(area_id);
          else next.delete(area_id);
          picked.value = next;
        }}
      />
      <span>
        {name} <small class="quiet">{name_en}</small>
      </span>
      <small class="quiet">{counted.join("・")}</small>
    </label>
  );
}

function Field({ id, label, text, hint }: { id: string; label: string; text: Signal<string>; hint?: string }) {
  return (
    <label class="field" for={id}>
      <span>{label}</span>
      <input
        id={id}
        type="text"
        lang="ja"
        placeholder={hint ?? ""}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

/** What stands in one of these areas is replaced: two orders never stand over one another. */
function replacedBy(picked: ReadonlySet<string>) {
  return standing.value.filter((order) => order.areas.some(({ area_id, stands }) => stands && picked.has(area_id)));
}

export function Compose() {
  const said = words.value.orders;
  const level = useSignal<OrderLevel>(4);
  const picked = useSignal<ReadonlySet<string>>(new Set());
  const reason = useSignal("");
  const shelter = useSignal("");
  const url = useSignal("");
  const { busy, refused, act } = useActing();
  const replaced = replacedBy(picked.value);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      takeOrder(
        await composeOrder(runName.value, {
          alert_level: level.value,
          areas: [...picked.value],
          reason: reason.value,
          shelter: shelter.value,
          url: url.value,
          replaces: replaced.map(({ order_id }) => order_id),
        }),
      );
    });
  };
  return (
    <form class="sheet compose" onSubmit={save}>
      <h2>{said.compose}</h2>
      <fieldset>
        <legend>{said.level}</legend>
        {ORDER_LEVELS.map((each) => (
          <label key={each} class="level-choice">
            <input
              type="radio"
              name="level"
              checked={level.value === each}
              onChange={() => {
                level.value = each;
              }}
            />
            <OrderLevelMark level={orderLevel(each)} />
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{said.areas}</legend>
        {areas.value.length === 0 && <p class="empty">{said.noAreas}</p>}
        {areas.value.length > 1 && (
          <button
            type="button"
            onClick={() => {
              picked.value = new Set(areas.value.map(({ area_id }) => area_id));
            }}
          >
            {said.all}
          </button>
        )}
        <div class="areas">
          {areas.value.map((area) => (
            <AreaChoice key={area.area_id} area={area} picked={picked} />
          ))}
        </div>
      </fieldset>
      <Field id="reason" label={said.reason} text={reason} hint={said.reasonHint} />
      <Field id="shelter" label={said.shelter} text={shelter} />
      <Field id="url" label={said.url} text={url} />
      {replaced.length > 0 && (
        <p class="caution">
          {said.replaces}: {replaced.map((order) => `${order.name}（${order.areas.map(({ name }) => name).join("、")}）`).join("、")}
        </p>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button type="submit" class="strong" disabled={busy || picked.value.size === 0 || reason.value.trim() === ""}>
          {said.save}
        </button>
        <button
          type="button"
          onClick={() => {
            composing.value = false;
          }}
        >
          {said.cancel}
        </button>
      </p>
    </form>
  );
}
