// The composer: what is ordered, for whom, why and where to go. Nobody is told until it is released.
import { composeOrder } from "../../api/client";
import { ja } from "../../words/ja";
import { words } from "../../words/language";
import { runName } from "../state";
import { useActing } from "../acting";
import { AreaChoice, worstVoice } from "./choice";
import { replacedBy } from "./facts";
import { Field } from "./field";
import { clearForm, level, picked, reason, shelter, url } from "./form";
import { Heading } from "./heading";
import { DrillTag, OrderLevelMark } from "./level";
import { ORDER_LEVELS } from "./levels";
import { Phrases } from "./phrases";
import { show, standing, takeOrder } from "./state";

const LONGEST_LINE = 200;

/** What the worst gauge gives as a reason, in the words residents know. */
function observedReason(): string | null {
  const worst = worstVoice.value;
  if (worst?.level === undefined || worst.level === null || worst.level < 2) return null;
  const rising = worst.trend === "rising" ? "し、さらに上昇しているため" : "したため";
  return `${worst.name}で${ja.rungs[worst.level] ?? ""}に到達${rising}`;
}

function ObservedReason() {
  const observed = observedReason();
  if (observed === null || observed === reason.value) return null;
  return (
    <button
      type="button"
      class="offer"
      onClick={() => {
        reason.value = observed;
      }}
    >
      {words.value.orders.useReason}: <span lang="ja">{observed}</span>
    </button>
  );
}

function Levels() {
  const said = words.value.orders;
  return (
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
          <OrderLevelMark level={each} />
        </label>
      ))}
    </fieldset>
  );
}

export function Compose() {
  const said = words.value.orders;
  const { busy, refused, act } = useActing();
  const replaced = replacedBy(standing.value, picked.value);
  const lacks = picked.value.size === 0 || reason.value.trim() === "";
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
      clearForm();
    });
  };
  return (
    <form class="sheet compose" onSubmit={save}>
      <Heading of="compose">
        <DrillTag /> {said.compose}
      </Heading>
      <Levels />
      <fieldset>
        <legend>{said.areas}</legend>
        <AreaChoice />
      </fieldset>
      <div>
        <Field id="reason" label={said.inJapanese(said.reason)} text={reason} hint={said.reasonHint} />
        <ObservedReason />
        <Phrases kind="order_reason" text={reason} />
      </div>
      <div class="side-by-side">
        <div>
          <Field id="shelter" label={said.inJapanese(said.shelter)} text={shelter} longest={LONGEST_LINE} />
          <Phrases kind="shelter" text={shelter} />
        </div>
        <Field id="url" label={said.url} text={url} hint="https://" longest={LONGEST_LINE} isAddress />
      </div>
      {replaced.length > 0 && (
        <p class="caution">
          {said.replaces}:{" "}
          {replaced
            .map((order) => `${order.name}（${order.areas.map(({ name }) => name).join("、")}）`)
            .join("、")}
        </p>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button type="submit" class="strong" disabled={busy || lacks}>
          {said.save}
        </button>
        <button
          type="button"
          onClick={() => {
            clearForm();
            show(null);
          }}
        >
          {said.cancel}
        </button>
        <small class="quiet">{lacks ? said.missing : said.savedOnly}</small>
      </p>
    </form>
  );
}
