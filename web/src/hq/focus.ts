// Where the keyboard's focus goes when what had it is taken away: to what it stood in, never to nowhere.
import { useEffect, useState } from "preact/hooks";

const PLACES = "li, form, section, article, main, dialog, [role=tabpanel]";
const BUSY_MS = 600; // an act that takes longer leaves its button

/** What had the focus last, and where it stood: a range keeps its place when what is in it goes. */
let held: { element: HTMLElement | SVGElement; place: Range } | null = null;
let leaving = 0;
let standingIn: Element | null = null;

function hold(event: FocusEvent): void {
  const element = event.target;
  if (!(element instanceof HTMLElement || element instanceof SVGElement)) return;
  const place = document.createRange();
  place.setStartBefore(element);
  held = { element, place };
}

/** Whoever points elsewhere has left it. */
function forget(): void {
  held = null;
}

/** Let what the lost one stood in have the focus: nothing there is pressed by a key that is still down. */
function standIn(at: Node | null): void {
  const around = at instanceof Element ? at : at?.parentElement;
  const within = around?.closest<HTMLElement>(PLACES) ?? around?.closest(".page")?.querySelector("main");
  if (!within) return; // the page itself has changed: it is begun from its top
  if (!within.hasAttribute("tabindex")) within.tabIndex = -1;
  standingIn = within;
  within.focus({ preventScroll: true });
}

const isLost = () => document.activeElement === null || document.activeElement === document.body;

function look(): void {
  if (held === null) return;
  const { element, place } = held;
  if (!element.isConnected) {
    held = null;
    if (isLost()) standIn(place.startContainer);
    return;
  }
  const isOff = element.matches(":disabled");
  if (isOff && leaving === 0) {
    leaving = window.setTimeout(() => {
      leaving = 0;
      if (element.isConnected && element.matches(":disabled") && isLost()) standIn(element.parentElement);
    }, BUSY_MS);
  } else if (!isOff) {
    clearTimeout(leaving);
    leaving = 0;
    if (isLost()) element.focus({ preventScroll: true }); // its row has moved, or the act is done
  }
}

/** Watch over the focus for as long as the page is there. */
export function keepFocus(): void {
  document.addEventListener("focusin", hold);
  document.addEventListener("pointerdown", forget, { capture: true });
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"],
  });
}

/** Give the focus back to whatever had it before this was there. */
export function useFocusBack(isWithin: (focused: Element) => boolean): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const now = document.activeElement;
      const isOurs = isLost() || now === standingIn || (now !== null && isWithin(now));
      if (isOurs && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [],
  );
}
