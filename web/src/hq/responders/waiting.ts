// How many responders somebody has to look after at once. Apart from the view, which is fetched later.
import { signal } from "@preact/signals";

/** Silent on a task, or ordered out and not accounted for. */
export const unaccounted = signal(0);
