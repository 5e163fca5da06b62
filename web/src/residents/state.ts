// What this phone knows, from whom and since when.
import { computed, signal } from "@preact/signals";

import type { Now, Places } from "./contracts";

export const now = signal<Now | null>(null);
export const places = signal<Places | null>(null);

/** When `now` was heard, by this phone's clock. */
export const heard_ms = signal(0);
/** How the last ask went: answered, no network, or a server that does not do its work. */
export const link = signal<"good" | "offline" | "trouble">("good");
/** What this phone's clock says, moved on every few seconds while somebody looks. */
export const wall_ms = signal(Date.now());
/** How far the server's clock is ahead of this phone's, where that is more than a moment. */
export const skew_ms = signal(0);

/** What time it is where the rivers are: of a rehearsal, by its own clock. */
export const now_ms = computed(() => {
  const told = now.value;
  const wall = wall_ms.value + skew_ms.value;
  return told === null || told.status === "actual" ? wall : Date.parse(told.made_at) + wall_ms.value - heard_ms.value;
});

const OLD_MS = 20 * 60_000; // two readings of a gauge that reports every ten minutes

/** Whether what is on screen is too old to say how it is now. */
export const isOld = computed(() => {
  const told = now.value;
  return told !== null && now_ms.value - Date.parse(told.made_at) > OLD_MS;
});
