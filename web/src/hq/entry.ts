// Coming in and going out: the token in the address, the session, and which run the address names.
import { getConfig, getMe, getRuns, Refused, signIn, signOut } from "../api/client";
import { leave, show } from "./feed";
import { config, me, runName, runs, selectedId, session } from "./state";
import { view, viewNamed } from "./view";

/** Take the token out of the address at once, so that it is not left on a shared screen. */
function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** Keep the run and the station in the address, so that it can be handed on. */
export function keepAddress(): void {
  const search = new URLSearchParams();
  search.set("run", runName.value);
  if (view.value !== "map") search.set("view", view.value);
  if (selectedId.value !== null) search.set("station", selectedId.value);
  history.replaceState(null, "", `${location.pathname}?${search}`);
}

/**
 * Open the page.
 *
 * 1. Trade the address's token for a session.
 * 2. Learn who is here; without a session, ask for a token.
 * 3. Show the run that the address names, or the city's default.
 */
export async function enter(): Promise<void> {
  const token = takeToken();
  try {
    if (token !== null) await signIn(token);
    await open();
  } catch (error) {
    session.value = error instanceof Refused && error.status < 500 ? "out" : "unreachable";
  }
}

async function open(): Promise<void> {
  me.value = await getMe();
  [config.value, runs.value] = await Promise.all([getConfig(), getRuns()]);
  const address = new URLSearchParams(location.search);
  session.value = "in";
  show(address.get("run") ?? config.value.default_run);
  selectedId.value = address.get("station");
  view.value = viewNamed(address.get("view"));
}

/** Sign in by hand. Throws `Refused` when the token is not accepted. */
export async function enterWith(token: string): Promise<void> {
  await signIn(token);
  await open();
}

export async function goOut(): Promise<void> {
  leave();
  await signOut();
  me.value = null;
  session.value = "out";
}
