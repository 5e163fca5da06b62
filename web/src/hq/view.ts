// Which of the page's views is on show. Each is told apart in the address by its name.
import { signal } from "@preact/signals";

export const VIEW_NAMES = ["map", "orders", "official", "inbound", "responders", "offices", "chronology", "admin", "fleet", "status", "staff", "audit", "account"] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export const view = signal<ViewName>("map");

/** The view an address names; the map where it names none that there is. */
export function viewNamed(name: string | null): ViewName {
  return VIEW_NAMES.find((each) => each === name) ?? "map";
}
