// What was sent to this phone: every push that it showed, kept here alone, read without a network too.
import { signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { wall_ms } from "../state";
import { age, timesOf } from "../words/formats";
import { language, say } from "../words/spoken";
import { allShown, CHANGES, forgetShown, markRead, type Shown } from "./kept";
import { T } from "./words";

const times = timesOf(language);
const messages = signal<Shown[]>([]);
/** What was new when the page was opened stays marked while it is looked at. */
const fresh = signal<ReadonlySet<string>>(new Set());

async function load(): Promise<void> {
  const found = await allShown();
  const unread = found.filter(({ read }) => !read).map(({ id }) => id);
  if (unread.length > 0) fresh.value = new Set([...fresh.peek(), ...unread]);
  messages.value = found;
  if (unread.length > 0) await markRead();
}

/** Follow what the worker keeps, as long as somebody looks. */
function useMessages(): void {
  useEffect(() => {
    const again = () => void load().catch(console.warn);
    const channel = new BroadcastChannel(CHANGES);
    channel.addEventListener("message", again);
    again();
    return () => {
      channel.close();
      fresh.value = new Set();
    };
  }, []);
}

function Message({ of, check }: { of: Shown; check: (code: string) => void }) {
  const { id, title, body, lang, code, told_at } = of;
  return (
    <li data-message={id} data-new={fresh.value.has(id)}>
      <h3 lang={lang}>
        {fresh.value.has(id) && (
          <span class="new">
            <T of="sent.new" />
          </span>
        )}{" "}
        {title}
      </h3>
      <p class="note">
        <time dateTime={told_at}>
          <T of="sent.at" with={{ time: times.clock(told_at, wall_ms.value), age: age(told_at, wall_ms.value, say) }} />
        </time>
      </p>
      <p class="words" lang={lang}>
        {body}
      </p>
      {code !== null && (
        <p>
          <button
            type="button"
            onClick={() => {
              check(code);
            }}
          >
            <T of="sent.check" /> <code>#{code}</code>
          </button>
        </p>
      )}
    </li>
  );
}

export function SentPart({ check }: { check: (code: string) => void }) {
  useMessages();
  const deleted = useSignal(false);
  const found = messages.value;
  const forget = async () => {
    await forgetShown();
    deleted.value = true;
  };
  return (
    <section class="telling" aria-labelledby="telling-sent">
      <h2 id="telling-sent">
        <T of="sent.title" />
      </h2>
      <p class="note">
        <T of="sent.note" />
      </p>
      <p role="status" class="said">
        {found.length === 0 && <T of={deleted.value ? "sent.deleted" : "sent.none"} />}
      </p>
      {found.length > 0 && (
        <>
          <ol class="sent">
            {found.map((message) => (
              <Message key={message.id} of={message} check={check} />
            ))}
          </ol>
          <p>
            <button type="button" onClick={() => void forget()}>
              <T of="sent.delete" />
            </button>
          </p>
        </>
      )}
    </section>
  );
}
