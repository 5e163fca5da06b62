// How often master data changed since the page was opened: whoever shows any reads it anew.
import { signal } from "@preact/signals";

export const masterChanges = signal(0);
