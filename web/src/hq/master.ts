// How often master data was published since the page was opened: whoever shows any reads it anew.
import { signal } from "@preact/signals";

export const published = signal(0);
