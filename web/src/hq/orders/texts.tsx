// The texts as residents will read them: one channel in one language at a time, as a phone shows it.
import { useSignal } from "@preact/signals";

import type { OrderText } from "../../api/shapes";
import { words } from "../../words/language";

const CHANNELS = ["sms", "push", "voice", "email", "webhook"] as const;

const PLACE = "#------"; // where the code goes, which is drawn as a text is released

/** A text that is to be sent; what it costs and whether Japanese goes instead is not always known. */
interface Text {
  channel: string;
  language: string;
  body: string;
  parts?: number | null;
  is_fallback?: boolean;
}

/** What a page says of a text's language, so that its letters are drawn as its readers write them (BCP 47). */
const TAGS: Record<string, string> = { "ja-easy": "ja", zh: "zh-Hans", "zh-hant": "zh-Hant" };

function first<T>(wanted: T, among: T[]): T {
  return among.includes(wanted) ? wanted : (among[0] ?? wanted);
}

export function Texts({ texts }: { texts: Text[] }) {
  const said = words.value;
  const channel = useSignal<OrderText["channel"]>("sms");
  const language = useSignal<string>("ja");
  const channels = CHANNELS.filter((each) => texts.some((text) => text.channel === each));
  const languages = [...new Set(texts.map((text) => text.language))];
  const wanted = { channel: first(channel.value, channels), language: first(language.value, languages) };
  const shown = texts.find(
    (text) => text.channel === wanted.channel && text.language === wanted.language,
  );
  if (shown === undefined) return null;
  const { body, parts = null, is_fallback = false } = shown;
  const named: Record<string, string> = said.orders.languages;
  return (
    <div class="texts">
      <div class="choice" role="group" aria-label={said.orders.channel}>
        {channels.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={shown.channel === each}
            onClick={() => {
              channel.value = each;
            }}
          >
            {said.channels[each]}
          </button>
        ))}
      </div>
      <div class="chips" role="group" aria-label={said.orders.language}>
        {languages.map((each) => (
          <button
            key={each}
            type="button"
            lang={TAGS[each] ?? each}
            aria-pressed={shown.language === each}
            onClick={() => {
              language.value = each;
            }}
          >
            {named[each] ?? each}
          </button>
        ))}
      </div>
      <blockquote
        class={`phone phone-${shown.channel}`}
        lang={is_fallback ? "ja" : (TAGS[shown.language] ?? shown.language)}
      >
        {body}
      </blockquote>
      {(is_fallback || parts !== null) && (
        <p class="quiet">
          {is_fallback && <b class="wrong">{said.orders.fallback} </b>}
          {parts !== null && `${said.orders.parts}: ${parts}`}
        </p>
      )}
      {body.endsWith(PLACE) && <p class="quiet">{said.orders.codeToCome(PLACE)}</p>}
    </div>
  );
}
