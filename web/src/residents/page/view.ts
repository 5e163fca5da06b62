// Which screen is on show: it is in the address, so that Back goes back and a link leads there.
import { signal } from "@preact/signals";

import { decoded } from "./decoded";

export type View =
  | { at: "now" }
  | { at: "go" }
  | { at: "places" }
  | { at: "telling" }
  | { at: "gauge"; id: string };

/** Read an address. A message's own page is a screen of what was told. */
export function viewOf({ hash, pathname }: Pick<Location, "hash" | "pathname">): View {
  const [at = "", id = ""] = hash.slice(1).split("/").map(decoded);
  if (at === "go" || at === "places" || at === "telling") return { at };
  if (at === "gauge" && id !== "") return { at, id };
  return { at: hash.length <= 1 && /^(\/[a-z-]+)?\/m\//.test(pathname) ? "telling" : "now" };
}

export const view = signal<View>(viewOf(location));

/** Follow the address; each screen begins at its top, and is read from its heading. */
export function followAddress(): void {
  addEventListener("hashchange", () => {
    if (location.hash === "#app") return; // the link that skips to the content
    view.value = viewOf(location);
    scrollTo(0, 0);
    requestAnimationFrame(() => {
      readFromHeading(FRAMES);
    });
  });
}

const FRAMES = 300; // a screen that has to be fetched first comes with a delay

function readFromHeading(frames: number): void {
  const heading = document.querySelector<HTMLElement>("#app h1");
  if (heading !== null) heading.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => {
    readFromHeading(frames - 1);
  });
}

export const gaugeAddress = (id: string): string => `#gauge/${encodeURIComponent(id)}`;
