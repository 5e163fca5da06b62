// Where this phone stands: whether it is told by push, which number it registered, what was chosen.
import { computed, signal } from "@preact/signals";

import { chosen } from "../places/mine";
import { places } from "../state";
import { language } from "../words/spoken";
import { obstacle, thisDevice } from "./device";
import { next, type Event, type Stage } from "./flow";
import { asked, endings, type Asked } from "./kept";
import { ownMarks } from "./own";
import { endWhatWaits, turnOff, turnOn } from "./pushing";
import { pushKey } from "./server";
import { FIRST_CHOICE, FROM_LEVELS, isEmpty, type Choice, type Chosen, type Wishes } from "./wishes";
import { tellPlain } from "./words";

const CHOICE = "kawamori.telling";
const READY_WITHIN_MS = 10_000;

export const stage = signal<Stage>({ at: "looking" });
/** What the server was last asked for by push. */
export const standing = signal<Asked | null>(null);
/** Whether the server still has to hear that something was stopped. */
export const endsLater = signal(false);
export const saving = signal<"" | "saving" | "saved" | "not_saved">("");

function keptChoice(): Choice {
  try {
    const found = JSON.parse(localStorage.getItem(CHOICE) ?? "{}") as Partial<Choice>;
    const from_level = FROM_LEVELS.find((each) => each === found.from_level) ?? FIRST_CHOICE.from_level;
    return { from_level, quiet_hours: typeof found.quiet_hours === "string" ? found.quiet_hours : null };
  } catch {
    return FIRST_CHOICE;
  }
}

export const choice = signal<Choice>(keptChoice());

/** The places chosen in the app that there still are. */
export const placesChosen = computed<Chosen>(() => {
  const known = places.value;
  const { areas, stations } = chosen.value;
  return {
    language,
    areas: areas.filter((id) => known === null || known.areas.some(({ area_id }) => area_id === id)),
    stations: stations.filter((id) => known === null || known.stations.some(({ station_id }) => station_id === id)),
    own_marks: ownMarks.value.filter(
      ({ station_id }) => known === null || known.stations.some((each) => each.station_id === station_id),
    ),
  };
});
export const wishes = computed<Wishes>(() => ({ ...placesChosen.value, ...choice.value }));
export const nothingChosen = computed(() => isEmpty(placesChosen.value));

const step = (event: Event): void => {
  stage.value = next(stage.peek(), event);
};

/** The service worker's registration; it is there once the app has been opened with a network. */
async function manager(): Promise<PushManager> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => {
      reject(new Error("no service worker"));
    }, READY_WITHIN_MS);
  });
  return (await Promise.race([navigator.serviceWorker.ready, late])).pushManager;
}

/** See how things are: what this browser can do, what this city has, what was asked before. */
export async function look(): Promise<void> {
  const blocked = obstacle(thisDevice());
  endsLater.value = (await endings.all()).length > 0;
  standing.value = await asked();
  const isOn = blocked === null && (standing.value?.address ?? null) !== null;
  step({ saw: blocked, subscribed: isOn });
  if (blocked !== null && blocked !== "install" && blocked !== "denied") return;
  const key = await pushKey().catch(() => "unknown as yet");
  if (key === null) step({ ended: "not_offered" });
}

/** Begin: the browser asks the person, who has read what for. */
export async function begin(): Promise<void> {
  if (nothingChosen.peek()) {
    step({ ended: "nothing_chosen" });
    return;
  }
  step({ pressed: "begin" });
  if (stage.peek().at !== "asking") return;
  step({ answered: await Notification.requestPermission() });
  if (stage.peek().at !== "subscribing") return;
  const ended = await ask();
  step({ ended });
}

async function ask() {
  const unreadable = { title: tellPlain("unreadable.title"), body: tellPlain("unreadable.body") };
  try {
    return await turnOn(await manager(), wishes.peek(), unreadable);
  } catch {
    return "service";
  } finally {
    standing.value = await asked();
  }
}

/** Choose otherwise. */
export async function choose(chosenNow: Partial<Choice>): Promise<void> {
  choice.value = { ...choice.peek(), ...chosenNow };
  localStorage.setItem(CHOICE, JSON.stringify(choice.peek()));
  await changed();
}

/** Something was chosen otherwise: a browser that is told already is told so from now on. */
export async function changed(): Promise<void> {
  if (stage.peek().at !== "on" || nothingChosen.peek()) return;
  saving.value = "saving";
  saving.value = (await ask()) === "on" ? "saved" : "not_saved";
}

/** Stop push here. */
export async function stop(): Promise<void> {
  await turnOff(await manager().catch(() => null));
  standing.value = null;
  step({ pressed: "stop" });
}

/** Tell the server of what was stopped, and note whether it heard. */
export async function end(): Promise<void> {
  endsLater.value = !(await endWhatWaits());
}
