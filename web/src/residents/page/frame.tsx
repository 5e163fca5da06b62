// What stands around every screen: whose page this is, the languages, the screens, who says what.
import type { Now } from "../contracts";
import { LANGUAGES } from "../contracts";
import { now, places } from "../state";
import { plain, readings } from "../words/ruby";
import { chooseLanguage, folderOf, isJapanese, language, Name, OWN_NAMES, say, showReadings, tagOf, Words } from "../words/spoken";
import { view, type View } from "./view";

const cityOf = (told: Now | null) => told?.city ?? { name: "", name_en: "" };

export function Header() {
  return (
    <>
      <p class="brand">
        <a href={folderOf(language)}>
          <Name of={cityOf(now.value)} />{" "}
          <span>
            <Words of="page.short" />
          </span>
        </a>
      </p>
      {isJapanese && (
        <label class="readings">
          <input
            type="checkbox"
            checked={readings.value}
            onChange={(event) => {
              showReadings(event.currentTarget.checked);
            }}
          />
          {plain(say("readings.label"))}
        </label>
      )}
      <nav class="languages" aria-label={plain(say("language.label"))}>
        {LANGUAGES.map((each) =>
          each === language ? (
            <span key={each} lang={tagOf(each)} aria-current="true">
              {OWN_NAMES[each]}
            </span>
          ) : (
            <a
              key={each}
              lang={tagOf(each)}
              hreflang={tagOf(each)}
              href={folderOf(each) + addressOf(view.value)}
              onClick={() => {
                chooseLanguage(each);
              }}
            >
              {OWN_NAMES[each]}
            </a>
          ),
        )}
      </nav>
    </>
  );
}

function addressOf(shown: View): string {
  if (shown.at === "now") return "";
  return shown.at === "gauge" ? `#gauge/${shown.id}` : `#${shown.at}`;
}

const TABS = ["now", "go", "places", "telling"] as const;

export function Tabs() {
  const at = view.value.at === "gauge" ? "now" : view.value.at;
  return (
    <ul>
      {TABS.map((tab) => (
        <li key={tab}>
          <a href={`#${tab}`} aria-current={at === tab ? "page" : undefined}>
            <Icon of={tab} />
            {plain(say(`tab.${tab}`))}
          </a>
        </li>
      ))}
    </ul>
  );
}

const ICONS = {
  now: "M3 15q3-3.5 6 0t6 0t6 0M3 20q3-3.5 6 0t6 0t6 0M12 3v8m-3-3l3 3l3-3",
  go: "M4 11l8-7l8 7M6.5 9.5V20h11V9.5M12 20v-6",
  places: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12.5v-.01",
  telling: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21.5h4",
} as const;

const Icon = ({ of }: { of: keyof typeof ICONS }) => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" class="icon">
    <path d={ICONS[of]} />
  </svg>
);

export function Footer() {
  const folder = folderOf(language);
  return (
    <>
      <p>
        <Words of="page.nature" />
      </p>
      <p>
        <Words of="do.emergency" />
      </p>
      {places.value?.credits.map((credit) => (
        <p key={credit} class="credit">
          {credit}
        </p>
      ))}
      <p class="links">
        <a href={`${folder}text/`}>
          <Words of="page.text_only" />
        </a>{" "}
        <a href={`${folder}record/`}>
          <Words of="page.record" />
        </a>{" "}
        <a href="/open/">
          <Words of="page.open_data" />
        </a>
      </p>
    </>
  );
}
