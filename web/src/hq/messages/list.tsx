// The run's messages, the newest first: what was told, how far it came, and what can be set right.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getMessages, messagesCsv } from "../../api/client";
import { getCorrections } from "../../api/corrections";
import type { Correction as Composed, Message } from "../../api/shapes";
import { clockTimeWithSeconds, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import { LevelMark } from "../mark";
import { refusalOf } from "../acting";
import { show as showOrder } from "../orders/state";
import { asOf, may, past, runName, stations } from "../state";
import { view } from "../view";
import { nameOf } from "../wording";
import { Correction } from "./correction";
import { Waiting } from "./release";
import { Funnel } from "./funnel";
import { Reach } from "./reach";

const AGAIN_MS = 3000;
const CODE_LENGTH = 6;

/** What was typed of a code, once that is all of it. */
function codeOf(typed: string): string {
  const plain = typed.normalize("NFKC").replace(/[^0-9A-Za-z]/g, "");
  return plain.length < CODE_LENGTH ? "" : plain;
}

type Opened = "reach" | "correction" | null;

function About({ message }: { message: Message }) {
  const said = words.value;
  const kinds: Record<string, string> = said.messageKinds;
  const station = message.station_id === null ? undefined : stations.value.get(message.station_id)?.station;
  return (
    <div class="card-head">
      <LevelMark level={message.level} size="s" />
      <span class="what">
        <b>{station === undefined ? said.families[message.family] : nameOf(station)}</b>
        <small>
          {said.families[message.family]}・{kinds[message.kind] ?? message.kind}
          {message.area_ids.length > 0 && `・${said.orders.areaCount(message.area_ids.length)}`}
          {message.code !== null && (
            <>
              ・<span class="code">#{message.code}</span>
            </>
          )}
        </small>
      </span>
      <time class="quiet" dateTime={message.created_at}>
        {dayAndMonth(message.created_at)} {clockTimeWithSeconds(message.created_at)}
      </time>
    </div>
  );
}

interface CardProps {
  message: Message;
  waiting: Composed | undefined;
  onChange: () => void;
}

function Card({ message, waiting, onChange }: CardProps) {
  const said = words.value;
  const open = useSignal<Opened>(null);
  const { message_id, order_id, corrected_by, muted_because } = message;
  const mayCorrect =
    (message.family === "gauge" || message.family === "official") &&
    corrected_by === null &&
    waiting === undefined &&
    asOf.value === null &&
    may("settle");
  const turn = (each: Opened) => {
    open.value = open.value === each ? null : each;
  };
  return (
    <li class="card message" data-message={message_id} data-family={message.family}>
      <About message={message} />
      {muted_because !== null && (
        <p class="kept-back">
          {said.keptBack}: {muted_because}
        </p>
      )}
      {corrected_by !== null && <p class="kept-back">{said.telling.corrected}</p>}
      <Funnel counted={message.funnel} />
      <p class="buttons">
        <button
          type="button"
          disabled={asOf.value !== null}
          aria-expanded={open.value === "reach"}
          onClick={() => {
            turn("reach");
          }}
        >
          {said.telling.reach}
        </button>
        {mayCorrect && (
          <button
            type="button"
            aria-expanded={open.value === "correction"}
            onClick={() => {
              turn("correction");
            }}
          >
            {said.telling.correct}…
          </button>
        )}
        {order_id !== null && (
          <button
            type="button"
            onClick={() => {
              showOrder(order_id);
              view.value = "orders";
            }}
          >
            {said.telling.toOrder}
          </button>
        )}
      </p>
      {waiting !== undefined && <Waiting correction={waiting} onDone={onChange} />}
      {open.value === "reach" && asOf.value === null && <Reach messageId={message_id} />}
      {open.value === "correction" && mayCorrect && (
        <Correction
          messageId={message_id}
          onDone={() => {
            open.value = null;
            onChange();
          }}
        />
      )}
    </li>
  );
}

export function MessageList() {
  const said = words.value;
  const told = useSignal<Message[] | null>(null);
  const waiting = useSignal<Composed[]>([]);
  const refused = useSignal<string | null>(null);
  const typed = useSignal("");
  const name = runName.value;
  const code = codeOf(typed.value);
  const then = past.value?.at_ms;
  const look = async () => {
    try {
      const [found, composed] = await Promise.all([
        getMessages(name, { code, asOf: then === undefined ? undefined : new Date(then).toISOString() }),
        then === undefined ? getCorrections(name) : [],
      ]);
      if (name !== runName.value || then !== past.peek()?.at_ms || code !== codeOf(typed.peek())) return;
      told.value = found;
      waiting.value = composed;
      refused.value = null;
    } catch (error) {
      refused.value = refusalOf(error);
    }
  };
  useEffect(() => {
    if (then === undefined) told.value = null;
    void look();
    const again = then === undefined ? setInterval(() => void look(), AGAIN_MS) : undefined;
    return () => {
      clearInterval(again);
    };
  }, [name, then, code]);
  return (
    <>
      <label class="find">
        {said.telling.code}{" "}
        <input
          type="search"
          maxLength={20}
          autocomplete="off"
          spellcheck={false}
          placeholder="#K7Q4MX"
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="wrong" role="alert">
        {refused.value}
      </p>
      {told.value === null && refused.value === null && <p class="empty">{said.loading}</p>}
      {told.value?.length === 0 && <p class="empty">{code === "" ? said.noMessages : said.telling.noCode}</p>}
      <ul class="cards">
        {told.value?.map((message) => (
          <Card
            key={message.message_id}
            message={message}
            waiting={waiting.value.find(({ message_id }) => message_id === message.message_id)}
            onChange={() => void look()}
          />
        ))}
      </ul>
      <p class="note">
        <a href={messagesCsv(name)} download>
          {said.telling.allCsv}
        </a>
      </p>
    </>
  );
}
