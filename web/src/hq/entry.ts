// Coming in and going out: the link in the address, the session, and which run the address names.
import { signal } from "@preact/signals";

import { getConfig, getMe, getRuns, Refused } from "../api/client";
import { signInByLink, signOut } from "../api/session";
import { addLineAddress } from "./address";
import { leave, show } from "./feed";
import { forgetKept, openKept, showKept } from "./offline/kept";
import { dropAll, unsent } from "./offline/sending";
import { lookBack } from "./replay/state";
import { asOf, config, enlarged, me, runName, runs, selectedId, session } from "./state";
import { view, viewNamed } from "./view";
import { words } from "../words/language";

const AGAIN_MS = 5000;
const TO_END = "kawamori.session-to-end";

/** Why a link or the city's account did not let somebody in; the way in says it. */
export const wayInRefused = signal<"linkUsed" | "providerRefused" | null>(null);

/** Take what signs in out of the address at once, so that it is not left on a shared screen. */
function takeLink(): string | null {
  const hash = new URLSearchParams(location.hash.slice(1));
  const link = hash.get("link");
  if (hash.has("refused")) wayInRefused.value = "providerRefused";
  if (link !== null || hash.has("refused")) history.replaceState(null, "", location.pathname + location.search);
  return link;
}

/** Sign in by a link. One that was used is no harm to whoever is signed in already. */
async function takeIn(link: string): Promise<void> {
  try {
    await signInByLink(link);
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500) throw error;
    wayInRefused.value = "linkUsed";
  }
}

/** Keep the run and the station in the address, so that it can be handed on. */
export function keepAddress(): void {
  const search = new URLSearchParams();
  search.set("run", runName.value);
  if (view.value !== "map") search.set("view", view.value);
  if (selectedId.value !== null) search.set("station", selectedId.value);
  if (view.value === "chronology") addLineAddress(search);
  if (asOf.value !== null) search.set("asof", new Date(asOf.value).toISOString());
  if (selectedId.value !== null && enlarged.value) search.set("full", "1");
  history.replaceState(null, "", `${location.pathname}?${search}`);
}

/**
 * Open the page.
 *
 * 1. Trade the address's one-time link for a session.
 * 2. Learn who is here; without a session, ask for name and password.
 * 3. Show the run that the address names, or the city's default.
 *
 * With no server, show what was last known to whoever looked last; without that, try again.
 */
export async function enter(): Promise<void> {
  const link = takeLink();
  try {
    await endAsAsked();
    if (link !== null) await takeIn(link);
    await open();
  } catch (error) {
    if (error instanceof Refused && error.status < 500) {
      await forgetKept();
      session.value = "out";
    } else if (!(await openLast())) {
      session.value = "unreachable";
      setTimeout(tryAgain, AGAIN_MS * (1 + Math.random()));
    }
  }
}

function tryAgain(): void {
  if (session.value === "unreachable") void enter();
}

/** A session that was to end while there was no server to end it. */
async function endAsAsked(): Promise<void> {
  if (localStorage.getItem(TO_END) === null) return;
  await signOut();
  localStorage.removeItem(TO_END);
}

/** Show the last state there is; false when there is none. */
async function openLast(): Promise<boolean> {
  const address = new URLSearchParams(location.search);
  const head = localStorage.getItem(TO_END) === null ? await openKept() : null;
  if (head === null) return false;
  showAddressed(address, head.run);
  await showKept(runName.value);
  return true;
}

/** Follow the run that an address names, and show what else it names. */
function showAddressed(address: URLSearchParams, otherwise: string): void {
  show(address.get("run") ?? otherwise);
  selectedId.value = address.get("station");
  enlarged.value = address.get("full") === "1";
  view.value = viewNamed(address.get("view"));
  lookBack(Date.parse(address.get("asof") ?? ""));
}

/** Show the page to whoever has a session. */
export async function open(): Promise<void> {
  me.value = await getMe();
  if (me.value.must_change) {
    session.value = "must_change";
    return;
  }
  [config.value, runs.value] = await Promise.all([getConfig(), getRuns()]);
  const address = new URLSearchParams(location.search);
  session.value = "in";
  showAddressed(address, config.value.default_run);
}

/** Sign out. What was kept here goes; without a server the session itself ends when there is one. */
export async function goOut(): Promise<void> {
  const waiting = unsent.value.length;
  if (waiting > 0 && !confirm(words.value.offline.signOutDrops(waiting))) return;
  localStorage.setItem(TO_END, "1");
  leave();
  await dropAll();
  await forgetKept();
  me.value = null;
  session.value = "out";
  await endAsAsked().catch(console.warn);
}
