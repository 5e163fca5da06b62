// The time line below the map: drag along it, step, or let it play; marks show where something happened.
import { computed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Level, MomentMark } from "../../api/shapes";
import { clockTime, dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { Choice } from "../choice";
import { asOf, liveNow_ms, runName, stations } from "../state";
import { nameOf } from "../wording";
import {
  backToNow, loadSpan, lookBack, MINUTE_MS, moveBy, playing, span, speed, SPEEDS, toEvent, togglePlay,
} from "./state";

const SPAN_AGAIN_MS = 30_000;
const PLACES = 200; // what falls into one of so many places along the line is one mark

interface Placed {
  place: number;
  what: MomentMark["what"];
  level: number;
  marks: MomentMark[];
}

/** Marks by where they fall, those of alerts and of orders apart, each as high as its highest. */
const placed = computed<Placed[]>(() => {
  const known = span.value;
  if (known === null) return [];
  const length_ms = liveNow_ms.peek() - known.start_ms;
  const found = new Map<string, Placed>();
  for (const mark of known.marks) {
    const place = Math.round(((Date.parse(mark.at) - known.start_ms) / length_ms) * PLACES) / PLACES;
    const key = `${mark.what} ${place}`;
    const had = found.get(key) ?? { place, what: mark.what, level: 0, marks: [] };
    had.level = Math.max(had.level, mark.level);
    had.marks.push(mark);
    found.set(key, had);
  }
  return [...found.values()];
});

const SAID_AT_MOST = 4;

function said(marks: MomentMark[]): string {
  const { marks: kinds } = words.value.replay;
  const lines = marks.slice(0, SAID_AT_MOST).map(({ at, kind, level, station_id }) => {
    const station = station_id === null ? undefined : stations.value.get(station_id)?.station;
    const where = station === undefined ? (station_id ?? "") : nameOf(station);
    return `${clockTime(at)} ${where} ${kinds[kind]} ${level}`;
  });
  return lines.join("\n") + (marks.length > SAID_AT_MOST ? `\n… ${marks.length}` : "");
}

function Marks() {
  return (
    <div class="line-marks" aria-hidden="true">
      {placed.value.map(({ place, what, level, marks }) => (
        <i
          key={`${what} ${place}`}
          class={`line-mark of-${what}`}
          data-level={level as Level}
          style={{ left: `${place * 100}%` }}
          title={said(marks)}
        />
      ))}
    </div>
  );
}

const KEYS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -10, ArrowUp: 10, PageDown: -60, PageUp: 60 };

function Slider() {
  const { replay } = words.value;
  const start = span.value?.start_ms ?? liveNow_ms.value - MINUTE_MS;
  const end = liveNow_ms.value;
  const at = asOf.value ?? end;
  const told = dayTime(new Date(at).toISOString(), end);
  return (
    <input
      class="line"
      type="range"
      aria-label={replay.moment}
      aria-valuetext={asOf.value === null ? replay.liveAt(told) : replay.asOf(told)}
      title={replay.keys}
      min={start}
      max={end}
      step={1000}
      value={at}
      onInput={(event) => {
        playing.value = false;
        lookBack(Number(event.currentTarget.value));
      }}
      onKeyDown={(event) => {
        const minutes = KEYS[event.key];
        if (minutes === undefined) return;
        event.preventDefault();
        moveBy(minutes);
      }}
    />
  );
}

function Steps({ minutes }: { minutes: number[] }) {
  const { replay } = words.value;
  return (
    <>
      {minutes.map((each) => (
        <button
          key={each}
          type="button"
          aria-label={replay.stepLabel(each)}
          disabled={each > 0 && asOf.value === null}
          onClick={() => {
            moveBy(each);
          }}
        >
          {replay.step(each)}
        </button>
      ))}
    </>
  );
}

function Play() {
  const { replay } = words.value;
  return (
    <>
      <button type="button" aria-pressed={playing.value} aria-label={playing.value ? replay.pause : replay.play} onClick={togglePlay}>
        {playing.value ? "■" : "▶"}
      </button>
      <Choice label={replay.speed} of={SPEEDS} chosen={speed}>
        {(each) => (
          <>
            ×{each}
          </>
        )}
      </Choice>
    </>
  );
}

export function TimeLine() {
  const { replay } = words.value;
  useEffect(() => {
    void loadSpan();
    const again = setInterval(() => void loadSpan(), SPAN_AGAIN_MS);
    return () => {
      clearInterval(again);
    };
  }, [runName.value]);
  const back = asOf.value !== null;
  const unfolded = useSignal(back); // on a phone the map needs the room
  return (
    <section class={`time-line ${unfolded.value ? "" : "folded"}`} aria-label={replay.line}>
      <button
        type="button"
        class="line-fold"
        aria-expanded={unfolded.value}
        aria-controls="line-box line-tools"
        onClick={() => {
          unfolded.value = !unfolded.value;
        }}
      >
        {replay.line}
      </button>
      <div class="line-box" id="line-box">
        <Marks />
        <Slider />
      </div>
      <div class="line-tools" id="line-tools">
        <span class="quiet">{span.value !== null && dayTime(new Date(span.value.start_ms).toISOString(), liveNow_ms.value)}</span>
        <button type="button" aria-label={replay.earlier} title={replay.earlier} onClick={() => { toEvent(-1); }}>
          |◀
        </button>
        <Steps minutes={[-10, -1]} />
        <Play />
        <Steps minutes={[1, 10]} />
        <button type="button" aria-label={replay.later} title={replay.later} disabled={!back} onClick={() => { toEvent(1); }}>
          ▶|
        </button>
        <button type="button" class="strong" disabled={!back} onClick={backToNow}>
          {replay.now}
        </button>
      </div>
    </section>
  );
}
