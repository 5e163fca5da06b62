// What stands around every screen: whose page this is, the language, the screens.
import { LANGUAGES, TAGS, type Language } from "../../residents/contracts";
import { asks, openTasks } from "../state";
import { choose, language, OWN_NAMES, said, T } from "../words/spoken";
import { Icon } from "./icons";
import type { View } from "./view";

const Languages = () => (
  <select
    class="language"
    aria-label={said("language.label")}
    value={language.value}
    onChange={(event) => void choose(event.currentTarget.value as Language).catch(console.warn)}
  >
    {LANGUAGES.map((each) => (
      <option key={each} value={each} lang={TAGS[each] ?? each}>
        {OWN_NAMES[each]}
      </option>
    ))}
  </select>
);

export const Header = () => (
  <>
    <a class="skip" href="#app">
      <T of="page.skip" />
    </a>
    <p class="brand">
      <T of="page.brand" />
    </p>
    <Languages />
  </>
);

const TABS = ["tasks", "asks", "pass", "report", "me"] as const;

const waiting = (tab: View): number => {
  if (tab === "tasks") return openTasks.value.filter(({ standing }) => standing.stage === "given").length;
  if (tab !== "asks") return 0;
  return (asks.value?.told ?? []).filter((ask) => ask.answer === null && ask.closed_because === null).length;
};

export const Tabs = ({ at }: { at: View }) => (
  <ul>
    {TABS.map((tab) => (
      <li key={tab}>
        <a href={`#${tab}`} aria-current={at === tab || (tab === "me" && at === "briefing") || (tab === "pass" && at === "check") ? "page" : undefined}>
          <Icon of={tab} />
          {said(`tab.${tab}`)}
          {waiting(tab) > 0 && (
            <span class="count">
              <span class="unseen">{said("tab.new")} </span>
              {waiting(tab)}
            </span>
          )}
        </a>
      </li>
    ))}
  </ul>
);
