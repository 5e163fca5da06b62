// One entry of the line, and what can be done about it.
import { useSignal } from "@preact/signals";

import type { Entry } from "../../api/chronology";
import type { Level } from "../../api/shapes";
import { clockTime, clockTimeWithSeconds, dayAndMonth } from "../../words/formats";
import { language, words } from "../../words/language";
import { LevelMark } from "../mark";
import { OrderLevelMark } from "../orders/level";
import { orderLevel } from "../orders/levels";
import { show } from "../orders/state";
import { may, runName, selectedId } from "../state";
import { view } from "../view";
import { about, correcting } from "./writing";

const LATE_MS = 60_000;

/** Show the thing itself that an entry tells of. */
function open({ link, station_id }: Entry): void {
  const [kind, number] = (link ?? "").split("/");
  if (kind === "order") {
    show(Number(number));
    view.value = "orders";
  } else {
    if (station_id !== null) selectedId.value = station_id;
    view.value = "map";
  }
}

const leads = ({ link, station_id }: Entry) => station_id !== null || (link?.startsWith("order/") ?? false);

function asOf({ recorded_at, station_id }: Entry): string {
  const search = new URLSearchParams({ run: runName.value, asof: recorded_at });
  if (station_id !== null) search.set("station", station_id);
  return `/hq/?${search}`;
}

function Mark({ entry: { level, alert_level } }: { entry: Entry }) {
  if (alert_level !== null && alert_level >= 3) return <OrderLevelMark level={orderLevel(alert_level)} />;
  return level === null ? null : <LevelMark level={level as Level} size="s" />;
}

function Became({ entry }: { entry: Entry }) {
  const said = words.value.chronology;
  const { funnel, muted_because, corrected_by, corrects, at, recorded_at } = entry;
  const sum = (name: "targeted" | "delivered") => (funnel ?? []).reduce((all, each) => all + each[name], 0);
  const isLate = Date.parse(recorded_at) - Date.parse(at) > LATE_MS;
  return (
    <>
      {isLate && <small class="late">{said.recordedLater(`${dayAndMonth(recorded_at)} ${clockTime(recorded_at)}`)}</small>}
      {muted_because !== null && <small>{said.muted}（{muted_because}）</small>}
      {muted_because === null && funnel !== null && funnel.length > 0 && (
        <small>{said.told(sum("targeted"), sum("delivered"))}</small>
      )}
      {corrects !== null && <small>{said.corrects}</small>}
      {corrected_by !== null && <small class="void">{said.correctedBy}</small>}
    </>
  );
}

function Deeds({ entry }: { entry: Entry }) {
  const said = words.value.chronology;
  return (
    <p class="buttons">
      {leads(entry) && (
        <button
          type="button"
          onClick={() => {
            open(entry);
          }}
        >
          {said.open}
        </button>
      )}
      <a class="button" href={asOf(entry)}>
        {said.asOf}
      </a>
      {may("write") && entry.kind === "written" && entry.corrected_by === null && (
        <button
          type="button"
          onClick={() => {
            correcting(entry);
          }}
        >
          {said.correct}
        </button>
      )}
      {may("write") && (
        <button
          type="button"
          onClick={() => {
            about(entry);
          }}
        >
          {said.about}
        </button>
      )}
      <small class="quiet">{entry.entry}</small>
    </p>
  );
}

export function Line({ entry }: { entry: Entry }) {
  const said = words.value.chronology;
  const isOpen = useSignal(false);
  const { kind, entry_kind, level, alert_level, at, person, office, corrected_by } = entry;
  const isHigh = Math.max(level ?? 0, alert_level ?? 0) >= 4;
  const text = language.value === "ja" ? entry.words_ja : entry.words_en;
  return (
    <li
      class="entry"
      data-entry={entry.entry}
      data-kind={kind}
      data-high={isHigh}
      data-void={corrected_by !== null}
    >
      <button
        type="button"
        class="entry-row"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <time dateTime={at}>{clockTimeWithSeconds(at)}</time>
        <b class={`kind kind-${kind}`}>{entry_kind === null ? said.kinds[kind] : said.entryKinds[entry_kind]}</b>
        <span class="entry-mark">
          <Mark entry={entry} />
        </span>
        <span class="said" lang={language.value}>
          {text}
        </span>
        <span class="entry-who">
          {person} {office}
        </span>
        <span class="became">
          <Became entry={entry} />
        </span>
      </button>
      {isOpen.value && <Deeds entry={entry} />}
    </li>
  );
}
