// The chronology: the line by the hour, the box to write into beside it, and what is taken away.
import "../styles/chronology.css";

import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { fileOf, type Entry } from "../../api/chronology";
import { fullDate } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { DrillTag } from "../orders/level";
import { clock, link, may, runName } from "../state";
import { Filters } from "./filters";
import { Line } from "./line";
import { moved } from "./moved";
import { Packs } from "./packs";
import { catchUp, entries, forget, isNarrowed, load, loadMore, narrowed, next, oldestFirst } from "./state";
import { Write } from "./write";

const HOUR = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", hourCycle: "h23", timeZone: "Asia/Tokyo" });

/** The hour that an entry became known in, as its heading. */
const hourOf = ({ recorded_at }: Entry) =>
  `${fullDate(recorded_at)} ${HOUR.format(new Date(recorded_at))}`;

function byHour(all: Entry[]): [string, Entry[]][] {
  const hours: [string, Entry[]][] = [];
  for (const entry of all) {
    const hour = hourOf(entry);
    const last = hours.at(-1);
    if (last?.[0] === hour) last[1].push(entry);
    else hours.push([hour, [entry]]);
  }
  return hours;
}

/** Move the focus between rows by the arrow keys; Tab goes through them as well. */
function walk(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const rows = [...document.querySelectorAll<HTMLElement>(".entry-row")];
  const at = rows.findIndex((row) => row === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  rows[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
}

function Files() {
  const said = words.value.chronology;
  const files: [".pdf" | ".csv" | ".geojson", string][] = [
    [".pdf", "PDF（A4）"],
    [".csv", "CSV"],
    [".geojson", "GeoJSON"],
  ];
  return (
    <p class="buttons files" role="group" aria-label={said.download}>
      {files.map(([file, label]) => (
        <a
          key={file}
          class="button"
          href={fileOf(file, runName.value, narrowed.value)}
          target={file === ".pdf" ? "_blank" : undefined}
          rel="noreferrer"
        >
          {label}
        </a>
      ))}
    </p>
  );
}

function Lines() {
  const said = words.value.chronology;
  const { busy, refused, act } = useActing();
  const working = useRef(false);
  useEffect(() => {
    forget();
    void act(load);
  }, [runName.value, narrowed.value, oldestFirst.value]);
  useSignalEffect(() => {
    // By the stream, and with every clock it tells: what no event names is there within ten seconds.
    const heard = [moved.value, clock.value];
    if (working.current || link.value !== "live" || heard.length === 0) return;
    working.current = true;
    void catchUp()
      .catch(() => undefined) // the next clock tries again; the head says that the link is down
      .finally(() => (working.current = false));
  });
  const isRead = next.value !== undefined;
  return (
    <section class="line" aria-label={said.title} onKeyDown={walk}>
      <h2 class="line-head">
        <DrillTag /> {said.title} <small class="quiet">{said.count(entries.value.length)}</small>
      </h2>
      <p class="quiet help">{said.rowHelp}</p>
      {refused !== null && (
        <p class="wrong" role="alert">
          {refused}{" "}
          <button type="button" onClick={() => void act(load)}>
            {words.value.retry}
          </button>
        </p>
      )}
      {isRead && entries.value.length === 0 && next.value === null && (
        <p class="empty">{isNarrowed.value ? said.noneFound : said.none}</p>
      )}
      {byHour(entries.value).map(([hour, within]) => (
        <section key={`${hour} ${within[0]?.entry}`} class="hour">
          <h3>{hour}</h3>
          <ul>
            {within.map((entry) => (
              <Line key={entry.entry} entry={entry} />
            ))}
          </ul>
        </section>
      ))}
      {typeof next.value === "string" && (
        <button type="button" class="more" disabled={busy} onClick={() => void act(loadMore)}>
          {said.more}
        </button>
      )}
      {next.value === null && entries.value.length > 0 && <p class="quiet end">{said.end}</p>}
    </section>
  );
}

export function ChronologyView() {
  return (
    <main class="chronology-floor" id="side">
      <div class="line-desk">
        {may("write") && <Write />}
        <Filters />
        <Files />
        <Packs />
      </div>
      <Lines />
    </main>
  );
}
