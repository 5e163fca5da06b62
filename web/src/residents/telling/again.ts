// What is done about being told whenever the app opens, whatever screen is shown: push services
// change their places, people choose other places, and what could not be said waits.
import { chosen } from "../places/mine";
import { language } from "../words/spoken";
import { asked, openings } from "./kept";
import { tellOpened } from "./openings";
import { ownMarks } from "./own";
import { askAgain, endWhatWaits, turnOff } from "./pushing";
import { sayOpened } from "./server";
import { isEmpty, type Chosen } from "./wishes";

const SETTLED_MS = 2_000; // somebody who chooses one place chooses another
const SPREAD_MS = 30_000; // a message brings everybody here at once: what can wait does not come at once

/** Tell the server what it has not heard: what is to end, what was opened. */
async function sayWhatWaits(): Promise<void> {
  await endWhatWaits();
  await tellOpened(openings, sayOpened);
}

/** Say again what this browser is to be told of; whose permission was taken back is told nothing. */
async function sayAgain(places: Chosen): Promise<void> {
  const kept = await asked();
  if (kept === null || !("serviceWorker" in navigator) || !("Notification" in window)) return;
  if (Notification.permission !== "granted") {
    await turnOff((await navigator.serviceWorker.getRegistration())?.pushManager ?? null);
    return;
  }
  const { pushManager } = await navigator.serviceWorker.ready;
  await askAgain(pushManager, isEmpty(places) ? kept.wishes : { ...kept.wishes, ...places });
}

/** Begin: now, and when other places are chosen. */
export function keepSaying(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = () => {
    const { areas, stations } = chosen.value;
    const places = { language, areas: [...areas], stations: [...stations], own_marks: ownMarks.value };
    void sayAgain(places).catch(console.warn);
  };
  let isFirst = true;
  chosen.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(say, isFirst ? Math.random() * SPREAD_MS : SETTLED_MS);
    isFirst = false;
  });
  const sayNow = () => void sayWhatWaits().catch(console.warn);
  sayNow();
  addEventListener("online", sayNow);
}
