// Telling residents of a piece of official information: quoted, seen first with its reach and its cost.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { passOn, previewQuotation } from "../../api/official";
import type { QuotationPreview } from "../../api/shapes";
import { duration } from "../../words/formats";
import { language, words } from "../../words/language";
import { useActing } from "../acting";
import { drillTag } from "../orders/level";
import { Texts } from "../orders/texts";
import { loadOfficial } from "./state";

function Reach({ seen }: { seen: QuotationPreview }) {
  const said = words.value;
  const whole = seen.recipients.filter(({ area_id }) => area_id === null);
  const channels = [...new Set(whole.map(({ channel }) => channel))];
  const peopleBy = (channel: string) =>
    whole.filter((each) => each.channel === channel).reduce((all, { people }) => all + people, 0);
  return (
    <dl class="facts">
      <dt>{said.official.reach}</dt>
      <dd>
        <b class="big">{said.orders.people(seen.people)}</b>
        {channels.map((channel) => (
          <span key={channel} class="share">
            {said.channels[channel]} {peopleBy(channel).toLocaleString()}
          </span>
        ))}
      </dd>
      <dt>{said.official.parts}</dt>
      <dd>
        {seen.sms_parts.toLocaleString()}
        {seen.sms_cost_yen !== null && (
          <span class="share">
            {said.official.cost} ¥{Math.round(seen.sms_cost_yen).toLocaleString()}
          </span>
        )}
      </dd>
      {seen.drain_s !== null && (
        <>
          <dt>{said.official.drain}</dt>
          <dd>{duration(seen.drain_s, language.value)}</dd>
        </>
      )}
    </dl>
  );
}

export function Passing({ officialId, onDone }: { officialId: number; onDone: () => void }) {
  const said = words.value.official;
  const seen = useSignal<QuotationPreview | null>(null);
  const { busy, refused, act } = useActing();
  useEffect(() => {
    void act(async () => {
      seen.value = await previewQuotation(officialId);
    });
  }, [officialId]);
  return (
    <section class="preview" aria-label={said.passOn}>
      <p class="quiet">{said.passOnLead}</p>
      {seen.value !== null && (
        <div class="columns">
          <Reach seen={seen.value} />
          <Texts texts={seen.value.texts} />
        </div>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button
          type="button"
          class="strong danger"
          disabled={busy || seen.value === null}
          onClick={() =>
            void act(async () => {
              await passOn(officialId);
              await loadOfficial();
              onDone();
            })
          }
        >
          {drillTag()}
          {said.confirmPassOn}
        </button>
        <button type="button" onClick={onDone}>
          {said.cancel}
        </button>
      </p>
    </section>
  );
}
