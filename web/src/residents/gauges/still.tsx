// What a camera at a gauge saw last, with its time. On a phone that saves data, only when asked for.
import { useSignal } from "@preact/signals";

import type { Camera, CameraNow } from "../contracts";
import { ago, clock } from "../page/times";
import { plain } from "../words/ruby";
import { say, Words } from "../words/spoken";

const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

export function Still({ camera, still }: { camera: Camera; still: CameraNow }) {
  const asked = useSignal(!savesData());
  const failed = useSignal("");
  const time = clock(still.taken_at);
  return (
    <section class="camera" aria-labelledby={camera.camera_id}>
      <h2 id={camera.camera_id}>
        <Words of="camera.title" /> <span lang="ja">{camera.name}</span>
      </h2>
      {!asked.value && (
        <button
          type="button"
          onClick={() => {
            asked.value = true;
          }}
        >
          <Words of="camera.show" />
        </button>
      )}
      {asked.value && failed.value !== still.url && (
        <img
          src={still.url}
          alt={plain(say("camera.alt", { name: camera.name, time }))}
          loading="lazy"
          onError={() => {
            failed.value = still.url;
          }}
        />
      )}
      <p>
        {failed.value === still.url ? <Words of="camera.failed" /> : <Words of="camera.taken" with={{ time, age: ago(still.taken_at) }} />}
      </p>
    </section>
  );
}
