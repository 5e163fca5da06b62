// The ledger of messages: what left, to which channel, and what became of it.
import type { Delivery } from "../api/shapes";
import { clockTimeWithSeconds, dayAndMonth } from "../words/formats";
import { words } from "../words/language";
import { LevelMark } from "./mark";
import { deliveries } from "./state";

/** The dictionary's word, or what the API said where the dictionary has none yet. */
function say(dictionary: Record<string, string>, key: string): string {
  return dictionary[key] ?? key;
}

function Entry({ delivery }: { delivery: Delivery }) {
  const said = words.value;
  const { level, state, channel, kind, language, body, tries, provider_status, created_at } = delivery;
  return (
    <li class="card" data-delivery={delivery.delivery_id} data-state={state}>
      <div class="card-head">
        <LevelMark level={level} size="s" />
        <span class="what">
          <b>{delivery.station_name}</b>
          <small>
            {say(said.messageKinds, kind)}・{say(said.channels, channel)}・{language}
          </small>
        </span>
        <span class="quiet">
          <time dateTime={created_at}>
            {dayAndMonth(created_at)} {clockTimeWithSeconds(created_at)}
          </time>
          <br />
          <b class={`state state-${state}`} title={provider_status ?? ""}>
            {said.states[state]}
            {tries > 1 && ` (${said.tries} ${tries})`}
          </b>
        </span>
      </div>
      <p class="body" lang={language}>
        {body}
      </p>
    </li>
  );
}

export function Ledger() {
  const sent = deliveries.value;
  if (sent.length === 0) return <p class="empty">{words.value.noMessages}</p>;
  return (
    <>
      <p class="quiet note">{words.value.wallTime}</p>
      <ul class="cards">
        {sent.map((delivery) => (
          <Entry key={delivery.delivery_id} delivery={delivery} />
        ))}
      </ul>
    </>
  );
}
