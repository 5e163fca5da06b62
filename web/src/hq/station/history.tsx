// The chart with what moves it: how much time it shows, what is drawn beside, and its readings to take away.
import { useSignal, type Signal } from "@preact/signals";

import { seriesCsv } from "../../api/station";
import type { HqSeries, Past, Station } from "../../api/shapes";
import { clockTime, dayAndMonth, metres } from "../../words/formats";
import { words } from "../../words/language";
import { now_ms, runName } from "../state";
import { markSaid } from "./flags";
import { Hydrograph } from "./hydrograph";
import { LINES, lines, turn } from "./lines";
import { useSeries } from "./series";
import { endOf, named, pan, SPAN_NAMES, START, startOf, zoom, type Shown } from "./span";

const MARKS_LISTED = 12;

function Spans({ shown, first_ms }: { shown: Signal<Shown>; first_ms: number | null }) {
  const said = words.value;
  const { span_s, end_ms } = shown.value;
  return (
    <span class="choice" role="group" aria-label={said.station.span}>
      {SPAN_NAMES.map((name) => {
        const would = named(name, first_ms, now_ms.value);
        const chosen = end_ms === null && Math.abs(would.span_s / span_s - 1) < 0.01;
        return (
          <button
            key={name}
            type="button"
            aria-pressed={chosen}
            onClick={() => {
              shown.value = would;
            }}
          >
            {said.spans[name]}
          </button>
        );
      })}
    </span>
  );
}

function Moving({ shown }: { shown: Signal<Shown> }) {
  const said = words.value.station;
  const now = now_ms.value;
  const moves: [string, string, Shown][] = [
    ["◀", said.back, pan(shown.value, -0.5, now)],
    ["▶", said.forth, pan(shown.value, 0.5, now)],
    ["＋", said.closer, zoom(shown.value, 0.5, now)],
    ["－", said.wider, zoom(shown.value, 2, now)],
  ];
  return (
    <span class="choice" role="group" aria-label={said.move}>
      {moves.map(([sign, label, next]) => (
        <button
          key={sign}
          type="button"
          aria-label={label}
          title={label}
          onClick={() => {
            shown.value = next;
          }}
        >
          {sign}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={shown.value.end_ms === null}
        onClick={() => {
          shown.value = { ...shown.value, end_ms: null };
        }}
      >
        {said.now}
      </button>
    </span>
  );
}

function Beside() {
  const said = words.value.station;
  return (
    <span class="choice" role="group" aria-label={said.beside}>
      {LINES.map((line) => (
        <button
          key={line}
          type="button"
          aria-pressed={lines.value.has(line)}
          onClick={() => {
            turn(line);
          }}
        >
          {said.lines[line]}
        </button>
      ))}
    </span>
  );
}

function Doubted({ drawn }: { drawn: HqSeries }) {
  const said = words.value.station;
  if (drawn.marked.length === 0) return null;
  return (
    <details class="doubted-list">
      <summary>{said.doubted(drawn.marked.length)}</summary>
      <ul>
        {drawn.marked.slice(-MARKS_LISTED).toReversed().map((mark) => (
          <li key={mark.t}>
            <time dateTime={mark.t}>
              {dayAndMonth(mark.t)} {clockTime(mark.t)}
            </time>{" "}
            <b>{metres(mark.result)}</b> {markSaid(mark)}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function History({ station, past }: { station: Station; past: Past | null }) {
  const said = words.value;
  const shown = useSignal<Shown>(START);
  const { drawn, failed } = useSeries(station, shown.value);
  const now = now_ms.value;
  const window = { start: new Date(startOf(shown.value, now)), end: new Date(endOf(shown.value, now)) };
  const first_ms = past?.first_observed_at ? Date.parse(past.first_observed_at) : null;
  return (
    <figure class="hydrograph">
      <figcaption>
        <span>{said.hydrograph}</span>
        <Spans shown={shown} first_ms={first_ms} />
      </figcaption>
      <Hydrograph station={station} drawn={drawn} failed={failed} past={past} shown={shown} />
      <div class="chart-tools">
        <Moving shown={shown} />
        <Beside />
        <a class="button" href={seriesCsv(runName.value, station.station_id, window)} download>
          {said.station.csv}
        </a>
      </div>
      {drawn !== null && <Doubted drawn={drawn} />}
    </figure>
  );
}
