// Which list stands beside the map.
import { signal } from "@preact/signals";

export const TABS = ["stations", "alerts", "messages", "places"] as const;
export type Tab = (typeof TABS)[number];

export const tab = signal<Tab>("stations");
