// The screen at hand: how large its letters are, whether it is dark.
import { signal } from "@preact/signals";

/** The page's letter size in CSS pixels; the style sheet grows it on a wall display. */
export function letterSize(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}

const darkness = matchMedia("(prefers-color-scheme: dark)");
export const dark = signal(darkness.matches);
darkness.addEventListener("change", ({ matches }) => {
  dark.value = matches;
});
