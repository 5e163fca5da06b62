// The ledger of messages: what left, to which channel, what became of it, and what a person settles.
import { useSignal } from "@preact/signals";

import { Refused, settle } from "../api/client";
import type { Delivery } from "../api/shapes";
import { clockTimeWithSeconds, dayAndMonth } from "../words/formats";
import { words } from "../words/language";
import { Choice } from "./choice";
import { takeDeliveries } from "./feed";
import { LevelMark } from "./mark";
import { MessageList } from "./messages/list";
import { Stranded } from "./messages/stranded";
import { asOf, deliveries } from "./state";
import { Tick } from "./tick";

/** The dictionary's word, or what the API said where the dictionary has none yet. */
function say(dictionary: Record<string, string>, key: string): string {
  return dictionary[key] ?? key;
}

/** What was handed over waits for a person: to be sent again, or to be dealt with another way. */
function Settling({ delivery }: { delivery: Delivery }) {
  const said = words.value;
  const busy = useSignal(false);
  const refused = useSignal<string | null>(null);
  if (delivery.state !== "handed_over") return null;
  if (delivery.closed_by !== null) {
    return (
      <p class="acknowledged">
        <Tick /> {said.closedBy} {delivery.closed_by}
      </p>
    );
  }
  const press = async (act: "resend" | "close") => {
    busy.value = true;
    refused.value = null;
    try {
      takeDeliveries([await settle(delivery.delivery_id, act)]);
    } catch (error) {
      refused.value = error instanceof Refused ? error.message : said.unreachable;
    } finally {
      busy.value = false;
    }
  };
  return (
    <p class="to-acknowledge">
      <button type="button" class="strong" disabled={busy.value || asOf.value !== null} onClick={() => void press("resend")}>
        {said.resend}
      </button>
      <button type="button" disabled={busy.value || asOf.value !== null} onClick={() => void press("close")}>
        {said.dealtWith}
      </button>
      <span role="alert">{refused.value}</span>
    </p>
  );
}

function Entry({ delivery }: { delivery: Delivery }) {
  const said = words.value;
  const { level, state, channel, kind, language, body, tries, provider_status, created_at } = delivery;
  return (
    <li class="card" data-delivery={delivery.delivery_id} data-state={state}>
      <div class="card-head">
        <LevelMark level={level} size="s" />
        <span class="what">
          <b>{delivery.station_name ?? said.families[delivery.family]}</b>
          <small>
            {delivery.audience === "staff" && `${said.toStaff}・`}
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
      <Settling delivery={delivery} />
    </li>
  );
}

function Deliveries() {
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

export function Ledger() {
  const said = words.value.telling;
  const by = useSignal<"byDelivery" | "byMessage">("byDelivery");
  return (
    <>
      <Choice
        label={words.value.messages}
        of={["byDelivery", "byMessage"] as const}
        chosen={by}
        class="ledger-by"
      >
        {(each) => said[each]}
      </Choice>
      <Stranded />
      {by.value === "byDelivery" ? <Deliveries /> : <MessageList />}
    </>
  );
}
