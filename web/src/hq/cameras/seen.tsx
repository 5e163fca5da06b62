// A camera's newest still as residents see it, or would see it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getPublicStill } from "../../api/cameras";
import type { Camera, PublicViewAsked } from "../../api/shapes";
import { words } from "../../words/language";
import { refusalOf } from "../acting";
import { endsSession } from "../feed";
import { runName } from "../state";
import { nameOf } from "../wording";

/** A picture as residents see it, or would by another view; why there is none, where there is none. */
export function SeenByAll({ camera, trial, onSeen }: { camera: Camera; trial: PublicViewAsked | null; onSeen?: () => void }) {
  const url = useSignal<string | null>(null);
  const refused = useSignal<string | null>(null);
  const key = JSON.stringify([camera.camera_id, camera.still_id, trial]);
  useEffect(() => {
    let left = false;
    const show = async () => {
      try {
        const picture = await getPublicStill(runName.peek(), camera.camera_id, trial);
        if (left) return;
        url.value = URL.createObjectURL(picture);
        refused.value = null;
        onSeen?.();
      } catch (error) {
        if (!left && !endsSession(error)) refused.value = refusalOf(error);
      }
    };
    void show();
    return () => {
      left = true;
      if (url.peek() !== null) URL.revokeObjectURL(url.peek() ?? "");
      url.value = null;
    };
  }, [key]);
  if (refused.value !== null) return <p role="alert">{refused.value}</p>;
  const { asSeen, trialShown } = words.value.cameras.view;
  const alt = `${nameOf(camera)} ${trial === null ? asSeen : trialShown}`;
  return url.value === null ? null : <img class="still as-seen" src={url.value} alt={alt} />;
}
