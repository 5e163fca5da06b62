// The layers, fetched once and beside the page: the list of stations is on screen before them.
import { signal } from "@preact/signals";

import type * as Entry from "./entry";

type Parts = typeof Entry;

export const parts = signal<Parts | null>(null);

let fetching: Promise<Parts> | undefined;

export function loadParts(): Promise<Parts> {
  fetching ??= import("./entry").then(
    (found) => {
      parts.value = found;
      return found;
    },
    (error: unknown) => {
      fetching = undefined;
      throw error;
    },
  );
  return fetching;
}
