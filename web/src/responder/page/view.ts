// Which screen is on show: it is in the address, so that Back goes back and a link leads there.
import { signal } from "@preact/signals";

export const VIEWS = ["tasks", "asks", "pass", "report", "me", "register", "check", "briefing"] as const;
export type View = (typeof VIEWS)[number];

/** Read an address; without one, whoever is registered sees their tasks. */
export function viewOf(hash: string, isRegistered: boolean): View {
  const named = VIEWS.find((each) => each === hash.slice(1));
  if (!isRegistered) return named === "check" ? "check" : "register";
  return named === undefined || named === "register" ? "tasks" : named;
}

export const hash = signal(location.hash);

/** Follow the address; each screen begins at its top, and is read from its heading. */
export function followAddress(): void {
  addEventListener("hashchange", () => {
    if (location.hash === "#app") return; // the link that skips to the content
    hash.value = location.hash;
    scrollTo(0, 0);
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>("#app h1")?.focus({ preventScroll: true });
    });
  });
}
