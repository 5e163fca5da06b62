// What a release or a lifting would send, to how many, for how much, and what speaks against it.
import type { OrderPreview } from "../../api/shapes";
import { duration } from "../../words/formats";
import { language, words } from "../../words/language";
import { Texts } from "./texts";

function Recipients({ preview }: { preview: OrderPreview }) {
  const said = words.value;
  const whole = preview.recipients.filter(({ area_id }) => area_id === null);
  const channels = [...new Set(whole.map(({ channel }) => channel))];
  const count = (channel: string, field: "people" | "withheld") =>
    whole.filter((each) => each.channel === channel).reduce((sum, each) => sum + each[field], 0);
  return (
    <dl class="facts">
      <dt>{said.orders.reached}</dt>
      <dd>
        <b class="big">{preview.people.toLocaleString()}</b> {said.orders.people}
        {channels.map((channel) => (
          <span key={channel} class="share">
            {said.channels[channel]} {count(channel, "people").toLocaleString()}
          </span>
        ))}
        {channels.some((channel) => count(channel, "withheld") > 0) && (
          <small>
            {" "}
            {said.orders.withheld}{" "}
            {channels.reduce((sum, channel) => sum + count(channel, "withheld"), 0).toLocaleString()}
          </small>
        )}
      </dd>
      <dt>{said.orders.parts}</dt>
      <dd>{preview.sms_parts.toLocaleString()}</dd>
      {preview.sms_cost_yen !== null && (
        <>
          <dt>{said.orders.cost}</dt>
          <dd>¥{Math.round(preview.sms_cost_yen).toLocaleString()}</dd>
        </>
      )}
      {preview.drain_s !== null && (
        <>
          <dt>{said.orders.drain}</dt>
          <dd>{duration(preview.drain_s, language.value)}</dd>
        </>
      )}
    </dl>
  );
}

export function Preview({ preview, title }: { preview: OrderPreview; title: string }) {
  const said = words.value.orders;
  return (
    <section class="preview" aria-label={title}>
      <h3>{title}</h3>
      {preview.warnings.map((warning) => (
        <p key={warning.code} class="caution" data-code={warning.code}>
          {language.value === "ja" ? warning.message_ja : warning.message}
        </p>
      ))}
      <Recipients preview={preview} />
      <Texts texts={preview.texts} />
      <h4>{said.handOffs}</h4>
      {preview.hand_offs.map((handOff) => (
        <details key={handOff.way} class="hand-off">
          <summary>
            {said.ways[handOff.way]} {handOff.title !== "" && <small>{handOff.title}</small>}
          </summary>
          <pre lang="ja">{handOff.body}</pre>
        </details>
      ))}
    </section>
  );
}
