// The texts as residents will read them: one channel in one language at a time, as a phone shows it.
import { useSignal } from "@preact/signals";

import type { OrderText } from "../../api/shapes";
import { words } from "../../words/language";

const CHANNELS = ["sms", "push", "voice", "email", "webhook"] as const;

function first<T>(wanted: T, among: T[]): T {
  return among.includes(wanted) ? wanted : (among[0] ?? wanted);
}

export function Texts({ texts }: { texts: OrderText[] }) {
  const said = words.value;
  const channel = useSignal<OrderText["channel"]>("sms");
  const language = useSignal<OrderText["language"]>("ja");
  const channels = CHANNELS.filter((each) => texts.some((text) => text.channel === each));
  const languages = [...new Set(texts.map((text) => text.language))];
  const shown = texts.find(
    (text) =>
      text.channel === first(channel.value, channels) && text.language === first(language.value, languages),
  );
  if (shown === undefined) return null;
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
      <div class="choice languages" role="group" aria-label={said.orders.language}>
        {languages.map((each) => (
          <button
            key={each}
            type="button"
            lang={each}
            aria-pressed={shown.language === each}
            onClick={() => {
              language.value = each;
            }}
          >
            {said.orders.languages[each]}
          </button>
        ))}
      </div>
      <blockquote class={`phone phone-${shown.channel}`} lang={shown.is_fallback ? "ja" : shown.language}>
        {shown.body}
      </blockquote>
      <p class="quiet">
        {shown.is_fallback && <b class="wrong">{said.orders.fallback} </b>}
        {shown.parts !== null && `${said.orders.parts}: ${shown.parts}`}
      </p>
    </div>
  );
}
