// The editor of what residents see of a camera: frames are drawn or typed, looked at, and only then shown.
import { useSignal } from "@preact/signals";

import { setPublicView } from "../../api/cameras";
import type { Camera, PublicView, PublicViewAsked } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { runName } from "../state";
import { nameOf } from "../wording";
import { Drawing } from "./drawing";
import { MOST_FRAMES, withSide, type Frame } from "./frames";
import { SeenByAll } from "./seen";

const A_FRAME: Frame = [0.25, 0.5, 0.75, 1];

interface FrameRowProps {
  number: number;
  frame: Frame;
  onChange: (frame: Frame) => void;
  onRemove: () => void;
}

function FrameRow({ number, frame, onChange, onRemove }: FrameRowProps) {
  const said = words.value.cameras.view;
  return (
    <fieldset class="frame-row">
      <legend>{said.rectangle(number)}</legend>
      {said.sides.map((side, at) => (
        <label key={at}>
          {side}
          <input
            type="number"
            min={0}
            max={100}
            step={0.1}
            value={Math.round((frame[at] ?? 0) * 1000) / 10}
            onChange={({ currentTarget }) => {
              if (Number.isFinite(currentTarget.valueAsNumber))
                onChange(withSide(frame, at, currentTarget.valueAsNumber / 100));
            }}
          />
        </label>
      ))}
      <button type="button" onClick={onRemove}>
        {said.remove}
      </button>
    </fieldset>
  );
}

interface ViewEditorProps {
  camera: Camera;
  view: PublicView;
  onSet: (view: PublicView) => void;
  onCancel: () => void;
}

export function ViewEditor({ camera, view, onSet, onCancel }: ViewEditorProps) {
  const said = words.value.cameras.view;
  const frames = useSignal<Frame[]>(view.rectangles);
  const across = useSignal(view.metres_across === null ? "" : String(view.metres_across));
  const trial = useSignal<PublicViewAsked | null>(null);
  const isSeen = useSignal(false);
  const { busy, refused, act } = useActing();
  const change = (next: Frame[]) => {
    frames.value = next;
    trial.value = null;
    isSeen.value = false;
  };
  const add = (frame: Frame) => {
    if (frames.value.length < MOST_FRAMES) change([...frames.value, frame]);
  };
  const wanted: PublicViewAsked = { rectangles: frames.value, metres_across: Number(across.value) };
  return (
    <form
      class="view-form"
      onSubmit={(event) => {
        event.preventDefault();
        trial.value = wanted;
      }}
    >
      <h3>{said.editing(nameOf(camera))}</h3>
      <p>{said.how}</p>
      <div class="view-pictures">
        <div>
          <p class="quiet">{said.drag}</p>
          {camera.still_url !== null && (
            <Drawing url={camera.still_url} alt={nameOf(camera)} frames={frames.value} onDrawn={add} />
          )}
        </div>
        <div aria-live="polite">
          <p class="quiet">{trial.value === null ? said.trialFirst : said.trialShown}</p>
          {trial.value !== null && (
            <SeenByAll
              camera={camera}
              trial={trial.value}
              onSeen={() => {
                isSeen.value = true;
              }}
            />
          )}
        </div>
      </div>
      {frames.value.map((frame, at) => (
        <FrameRow
          key={at}
          number={at + 1}
          frame={frame}
          onChange={(set) => {
            change(frames.value.with(at, set));
          }}
          onRemove={() => {
            change(frames.value.toSpliced(at, 1));
          }}
        />
      ))}
      <button
        type="button"
        disabled={frames.value.length >= MOST_FRAMES}
        onClick={() => {
          add(A_FRAME);
        }}
      >
        {said.add}
      </button>
      <label class="across">
        {said.across}
        <input
          type="number"
          required
          min={0.5}
          max={1000}
          step={0.1}
          value={across.value}
          onInput={({ currentTarget }) => {
            across.value = currentTarget.value;
            change(frames.value);
          }}
        />
        <small class="quiet">{said.acrossHow}</small>
      </label>
      <span class="buttons">
        <button type="submit" disabled={frames.value.length === 0}>
          {said.trial}
        </button>
        <button
          type="button"
          class="strong"
          disabled={busy || !isSeen.value}
          onClick={() =>
            void act(async () => {
              if (trial.value !== null) onSet(await setPublicView(runName.peek(), camera.camera_id, trial.value));
            })
          }
        >
          {said.publish}
        </button>
        <button type="button" onClick={onCancel}>
          {said.cancel}
        </button>
      </span>
      <span role="alert">{refused}</span>
    </form>
  );
}
