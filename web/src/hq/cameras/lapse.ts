// The stills of a time-lapse: fetched small, a few at a time, and let go of when nobody looks any more.
import { signal, type Signal } from "@preact/signals";

import { getTimeLapse } from "../../api/cameras";
import { fetchPicture } from "../../api/client";
import type { FrameShown } from "../../api/shapes";
import { refusalOf } from "../acting";
import { runName } from "../state";

const AT_ONCE = 4; // pictures fetched beside each other
const FRAMES = 24;

export interface Frame extends FrameShown {
  /** Where the page holds the picture; "" while it is on its way, null where it is gone. */
  picture: Signal<string | null>;
}

export interface Lapse {
  frames: Signal<Frame[] | null>;
  refused: Signal<string | null>;
  /** Stop fetching, and let the pictures go. */
  close: () => void;
}

/** Open the time-lapse of a camera's last hours. */
export function openLapse(cameraId: string, hours: number): Lapse {
  const frames = signal<Frame[] | null>(null);
  const refused = signal<string | null>(null);
  let closed = false;
  const fetchOne = async (frame: Frame) => {
    try {
      const picture = await fetchPicture(frame.small_url);
      if (!closed) frame.picture.value = URL.createObjectURL(picture);
    } catch {
      frame.picture.value = null; // deleted meanwhile: the others are worth seeing
    }
  };
  const begin = async () => {
    try {
      const listed = await getTimeLapse(runName.peek(), cameraId, hours, FRAMES);
      const all = listed.map((each) => ({ ...each, picture: signal<string | null>("") }));
      frames.value = all;
      const newestFirst = all.toReversed();
      const take = async () => {
        for (let next = newestFirst.shift(); next !== undefined && !closed; next = newestFirst.shift()) await fetchOne(next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, take));
    } catch (error) {
      refused.value = refusalOf(error);
    }
  };
  void begin();
  return {
    frames,
    refused,
    close: () => {
      closed = true;
      for (const { picture } of frames.peek() ?? []) {
        if (picture.peek() !== null && picture.peek() !== "") URL.revokeObjectURL(picture.peek() ?? "");
      }
    },
  };
}
