// The page's head: whose rivers, what time it is there, whether the link stands, which run, who looks.
import type { Run } from "../api/shapes";
import { clockTimeWithSeconds, fullDate, secondsAgo } from "../words/formats";
import { language, words } from "../words/language";
import { goOut } from "./entry";
import { show } from "./feed";
import { LanguageChoice } from "./language";
import { config, heard_ms, link, may, me, now_ms, runName, runs, ticked_ms } from "./state";
import { view, VIEW_NAMES } from "./view";
import { VIEWS } from "./views";

function Now() {
  return (
    <time class="now" dateTime={new Date(now_ms.value).toISOString()}>
      <small>{fullDate(now_ms.value)}</small> {clockTimeWithSeconds(now_ms.value)}
    </time>
  );
}

function Link() {
  const said = words.value;
  const state = link.value;
  const silent_ms = Math.max(0, ticked_ms.value - heard_ms.value);
  const since = secondsAgo(silent_ms / 1000, language.value);
  return (
    <span class={`link link-${state}`} data-link={state}>
      <span class="lamp" aria-hidden="true" />
      <span>
        {said[state]}
        {state !== "connecting" && <small> {since}</small>}
      </span>
    </span>
  );
}

function labelOf(run: Run): string {
  const said = words.value;
  if (run.run === "") return said.runs.actual;
  const speed = run.speed === 1 ? "" : ` ×${run.speed}`;
  return `【${said.runs[run.status]}】${run.run}${speed}${run.ended_at === null ? "" : ` (${said.ended})`}`;
}

function RunChoice() {
  const known = runs.value;
  const chosen = runName.value;
  return (
    <label class="run">
      <span class="quiet">{words.value.run}</span>
      <select
        value={chosen}
        onChange={(event) => {
          show(event.currentTarget.value);
        }}
      >
        {!known.some(({ run }) => run === chosen) && <option value={chosen}>{chosen}</option>}
        {known.map((run) => (
          <option key={run.run} value={run.run}>
            {labelOf(run)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Views() {
  const said = words.value;
  const offered = VIEW_NAMES.filter((each) => VIEWS[each].isOwn !== true && may(VIEWS[each].needs ?? "see"));
  return (
    <nav class="views" aria-label={said.views}>
      {offered.map((each) => {
        const waiting = VIEWS[each].count?.() ?? 0;
        return (
          <button
            key={each}
            type="button"
            aria-current={view.value === each ? "page" : undefined}
            onClick={() => {
              view.value = each;
            }}
          >
            {VIEWS[each].label(said)}
            {waiting > 0 && <b class="count">{waiting}</b>}
          </button>
        );
      })}
    </nav>
  );
}

export function Header() {
  const said = words.value;
  return (
    <header class="head">
      <h1>
        {said.product} <small>{config.value?.city_name}</small>
      </h1>
      <Now />
      <Link />
      <span class="spring" />
      <RunChoice />
      <LanguageChoice />
      <span class="who">
        <button
          type="button"
          title={said.staff.own}
          aria-current={view.value === "account" ? "page" : undefined}
          onClick={() => {
            view.value = "account";
          }}
        >
          {me.value?.person}
        </button>
        <button type="button" onClick={() => void goOut()}>
          {said.signOut}
        </button>
      </span>
      <Views />
    </header>
  );
}
