// What a release or a lifting would send, to how many, for how much, and what speaks against it.
import type { OrderPreview } from "../../api/shapes";
import { duration } from "../../words/formats";
import { language, words } from "../../words/language";
import { areas } from "./state";
import { Texts } from "./texts";

type Counted = OrderPreview["recipients"][number];

function sum(counted: Counted[], field: "people" | "withheld"): number {
  return counted.reduce((all, each) => all + each[field], 0);
}

function ByArea({ recipients }: { recipients: Counted[] }) {
  const ids = [...new Set(recipients.flatMap(({ area_id }) => (area_id === null ? [] : [area_id])))];
  if (ids.length < 2) return null;
  return (
    <details class="by-area">
      <summary>{words.value.orders.recipientsByArea}</summary>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <span lang="ja">{areas.value?.find(({ area_id }) => area_id === id)?.name ?? id}</span>{" "}
            <b>{sum(recipients.filter(({ area_id }) => area_id === id), "people").toLocaleString()}</b>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Recipients({ preview }: { preview: OrderPreview }) {
  const said = words.value;
  const whole = preview.recipients.filter(({ area_id }) => area_id === null);
  const channels = [...new Set(whole.map(({ channel }) => channel))];
  const withheld = sum(whole, "withheld");
  return (
    <>
      <dl class="facts">
        <dt>{said.orders.reached}</dt>
        <dd>
          <b class="big">{said.orders.people(preview.people)}</b>
          {channels.map((channel) => (
            <span key={channel} class="share">
              {said.channels[channel]}{" "}
              {sum(whole.filter((each) => each.channel === channel), "people").toLocaleString()}
            </span>
          ))}
          {withheld > 0 && <small class="share">{said.orders.withheld(withheld)}</small>}
        </dd>
        <dt>{said.orders.parts}</dt>
        <dd>
          {preview.sms_parts.toLocaleString()}
          {preview.sms_cost_yen !== null && (
            <span class="share">
              {said.orders.cost} ¥{Math.round(preview.sms_cost_yen).toLocaleString()}
            </span>
          )}
        </dd>
        {preview.drain_s !== null && (
          <>
            <dt>{said.orders.drain}</dt>
            <dd>{duration(preview.drain_s, language.value)}</dd>
          </>
        )}
      </dl>
      <ByArea recipients={preview.recipients} />
    </>
  );
}

export function HandOffTexts({ handOffs }: { handOffs: OrderPreview["hand_offs"] }) {
  const said = words.value.orders;
  return (
    <section>
      <h4>{said.handOffsShort}</h4>
      {handOffs.map((handOff) => (
        <details key={handOff.way} class="hand-off">
          <summary>{said.ways[handOff.way]}</summary>
          <pre lang="ja">{[handOff.title, handOff.body].filter((part) => part !== "").join("\n")}</pre>
        </details>
      ))}
    </section>
  );
}

export function Preview({ preview, title }: { preview: OrderPreview; title: string }) {
  return (
    <section class="preview" aria-label={title}>
      <h3>{title}</h3>
      {preview.warnings.map((warning) => (
        <p key={warning.code} class="caution" data-code={warning.code}>
          {language.value === "ja" ? warning.message_ja : warning.message}
        </p>
      ))}
      <div class="columns">
        <div>
          <Recipients preview={preview} />
          <HandOffTexts handOffs={preview.hand_offs} />
        </div>
        <Texts texts={preview.texts} />
      </div>
    </section>
  );
}
