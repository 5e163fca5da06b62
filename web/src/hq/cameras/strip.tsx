// A camera's last hours as a strip of stills: stepped through by hand, or played.
import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import type { Camera } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { now_ms, runName } from "../state";
import { nameOf } from "../wording";
import { openLapse, type Frame, type Lapse } from "./lapse";

const SPANS_H = [6, 24, 72] as const;
const FRAME_MS = 400; // slow enough to see the time of each
const LAST_FRAME_MS = 1600;

function Thumb({ frame, isShown, show }: { frame: Frame; isShown: boolean; show: () => void }) {
  const time = dayTime(frame.taken_at, now_ms.value);
  return (
    <li>
      <button type="button" aria-pressed={isShown} aria-label={time} title={time} onClick={show}>
        {frame.picture.value !== null && frame.picture.value !== "" && <img src={frame.picture.value} alt="" />}
      </button>
    </li>
  );
}

function Large({ camera, frame }: { camera: Camera; frame: Frame }) {
  const time = dayTime(frame.taken_at, now_ms.value);
  const { gone } = words.value.cameras;
  return (
    <figure>
      {frame.picture.value === null ? (
        <p class="no-still">{gone}</p>
      ) : (
        <img class="still" src={frame.picture.value === "" ? frame.small_url : frame.picture.value} alt={`${nameOf(camera)} ${time}`} />
      )}
      <figcaption class="taken">
        <time dateTime={frame.taken_at}>{time}</time>
      </figcaption>
    </figure>
  );
}

function Player({ camera, frames }: { camera: Camera; frames: Frame[] }) {
  const said = words.value.cameras.lapse;
  const shown = useSignal(frames.length - 1);
  const playing = useSignal(false);
  const isLast = shown.value === frames.length - 1;
  useEffect(() => {
    if (!playing.value) return;
    const next = setTimeout(() => {
      shown.value = isLast ? 0 : shown.value + 1;
    }, isLast ? LAST_FRAME_MS : FRAME_MS);
    return () => {
      clearTimeout(next);
    };
  }, [playing.value, shown.value, frames]);
  const show = (index: number) => {
    playing.value = false;
    shown.value = index;
  };
  const frame = frames[shown.value];
  if (frame === undefined) return <p class="no-still">{said.none}</p>;
  return (
    <>
      <Large camera={camera} frame={frame} />
      <div class="lapse-tools">
        <button
          type="button"
          disabled={frames.length < 2}
          onClick={() => {
            if (!playing.value && isLast) shown.value = 0;
            playing.value = !playing.value;
          }}
        >
          {playing.value ? `⏸ ${said.pause}` : `▶ ${said.play}`}
        </button>
        <input
          type="range"
          aria-label={said.time}
          aria-valuetext={dayTime(frame.taken_at, now_ms.value)}
          min={0}
          max={frames.length - 1}
          value={shown.value}
          onInput={(event) => {
            show(Number(event.currentTarget.value));
          }}
        />
      </div>
      <ol class="lapse-strip" aria-label={said.strip}>
        {frames.map((each, index) => (
          <Thumb
            key={each.still_id}
            frame={each}
            isShown={index === shown.value}
            show={() => {
              show(index);
            }}
          />
        ))}
      </ol>
    </>
  );
}

function Shown({ camera }: { camera: Camera }) {
  const { lapse: said } = words.value.cameras;
  const hours = useSignal<number>(24);
  const [lapse, setLapse] = useState<Lapse | null>(null);
  useEffect(() => {
    const opened = openLapse(camera.camera_id, hours.value);
    setLapse(opened);
    return opened.close;
  }, [camera.camera_id, hours.value, runName.value]);
  const frames = lapse?.frames.value ?? null;
  return (
    <>
      <span class="choice" role="group" aria-label={said.span}>
        {SPANS_H.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={hours.value === each}
            onClick={() => {
              hours.value = each;
            }}
          >
            {said.spans(each)}
          </button>
        ))}
      </span>
      {typeof lapse?.refused.value === "string" && <p role="alert">{lapse.refused.value}</p>}
      {frames !== null && <Player key={frames.length === 0 ? "" : frames[0]?.still_id} camera={camera} frames={frames} />}
    </>
  );
}

/** Nothing is fetched before somebody opens it. */
export function TimeLapse({ camera }: { camera: Camera }) {
  const open = useSignal(false);
  return (
    <details
      class="lapse"
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>{words.value.cameras.lapse.title}</summary>
      {open.value && <Shown camera={camera} />}
    </details>
  );
}
