// What residents see of a camera: the picture itself, the switch that takes it off, and the way to the editor.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { endPublicView, getPublicView } from "../../api/cameras";
import type { Camera, PublicView } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { may, now_ms, runName } from "../state";
import { nameOf } from "../wording";
import { ViewEditor } from "./editor";
import { SeenByAll } from "./seen";

function Inside({ camera }: { camera: Camera }) {
  const said = words.value.cameras.view;
  const view = useSignal<PublicView | null>(null);
  const editor = useRef<HTMLDialogElement>(null);
  const isEditing = useSignal(false);
  const { busy, refused, act } = useActing();
  const { camera_id, is_public, still_id } = camera;
  const ask = () =>
    act(async () => {
      view.value = await getPublicView(runName.peek(), camera_id);
    });
  useEffect(() => void ask(), [camera_id, is_public]);
  const shown = view.value;
  if (shown === null) return <span role="alert">{refused}</span>;
  const isOn = shown.rectangles.length > 0;
  return (
    <>
      {isOn ? <SeenByAll key={shown.recorded_at} camera={camera} trial={null} /> : <p class="quiet">{said.none}</p>}
      {shown.author !== null && shown.recorded_at !== null && (
        <small class="block quiet">{said.by(shown.author, dayTime(shown.recorded_at, now_ms.value))}</small>
      )}
      {may("camera") && (
        <span class="buttons">
          {isOn && (
            <button
              type="button"
              class="danger"
              disabled={busy}
              onClick={() =>
                void act(async () => {
                  view.value = await endPublicView(runName.peek(), camera_id);
                })
              }
            >
              {said.end}
            </button>
          )}
          <button
            type="button"
            disabled={busy || still_id === null}
            onClick={() => {
              isEditing.value = true;
              editor.current?.showModal();
            }}
          >
            {isOn ? said.change : said.begin}
          </button>
        </span>
      )}
      <span role="alert">{refused}</span>
      <dialog
        ref={editor}
        class="large view-editor"
        aria-label={said.editing(nameOf(camera))}
        onKeyDown={(event) => {
          event.stopPropagation(); // Escape closes the editor, not the station
        }}
        onClose={() => {
          isEditing.value = false;
        }}
      >
        {isEditing.value && (
          <ViewEditor
            camera={camera}
            view={shown}
            onSet={(set) => {
              view.value = set;
              editor.current?.close();
            }}
            onCancel={() => editor.current?.close()}
          />
        )}
      </dialog>
    </>
  );
}

export function PublicSide({ camera }: { camera: Camera }) {
  const said = words.value.cameras.view;
  const isOpen = useSignal(false);
  return (
    <details
      class="public-side"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        {said.title} <b class={camera.is_public ? "is-public" : ""}>{camera.is_public ? said.on : said.off}</b>
      </summary>
      {isOpen.value && <Inside camera={camera} />}
    </details>
  );
}
