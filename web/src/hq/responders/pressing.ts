// Who wants to know where the map is pressed, and what is drawn on it meanwhile.
import { signal } from "@preact/signals";
import type { Feature } from "geojson";
import { useEffect } from "preact/hooks";

import type { At } from "./polygon";

export const pressed = signal<((at: At) => void) | null>(null);
export const draft = signal<Feature[]>([]);

/** While a form is on show it takes what is pressed. */
export function useMap(take: ((at: At) => void) | null, drawn: Feature[]): void {
  useEffect(() => {
    pressed.value = take;
    draft.value = drawn;
  });
  useEffect(
    () => () => {
      pressed.value = null;
      draft.value = [];
    },
    [],
  );
}

export const point = (at: At, text = ""): Feature => ({
  type: "Feature", geometry: { type: "Point", coordinates: at }, properties: { id: text, text },
});
