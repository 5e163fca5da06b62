// New versions of the page: announced, and taken when the person agrees.
import { computed, signal } from "@preact/signals";

import { getConfig } from "../../api/client";
import { words } from "../../words/language";
import { config, link, session } from "../state";

declare const __BUILD__: string;

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 10 * 60_000;

/** A new version that is kept here and waits. */
const waiting = signal<ServiceWorker | null>(null);
/** Another window took a new version. */
const taken = signal(false);
/** Which pages the server serves: other ones than this, or none of its own as in development. */
const served = signal("");
const isOld = computed(() => served.value !== "" && served.value !== __BUILD__);

/** Somebody agreed: the new version is taken as soon as all of it is here. */
const asked = signal(false);

/** Whether something typed would be lost. */
function hasUnfinished(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    "textarea, input[type=text], input:not([type])",
  );
  return [...fields].some(({ value, defaultValue }) => value.trim() !== "" && value !== defaultValue);
}

function take(): void {
  if (hasUnfinished() && !confirm(words.value.offline.unfinished)) return;
  asked.value = true;
  if (taken.value || !isKept()) {
    location.reload();
    return;
  }
  waiting.value?.postMessage("take");
  setTimeout(() => (asked.value = false), PATIENCE_MS); // it could not be fetched: it may be asked for again
  void navigator.serviceWorker.getRegistration().then((found) => found?.update(), console.warn);
}

/** Whether this page came from this device: to load it anew would bring the same again. */
const isKept = () => "serviceWorker" in navigator && navigator.serviceWorker.controller !== null;

export function NewVersion() {
  const said = words.value.offline;
  if (waiting.value === null && !taken.value && !isOld.value) return <div role="status" />;
  return (
    <div role="status">
      <p class="new-version">
        <span>{taken.value ? said.taken : isOld.value ? said.oldPage : said.newVersion}</span>
        <button type="button" class="strong" disabled={asked.value} onClick={take}>
          {asked.value ? said.taking : said.take}
        </button>
      </p>
    </div>
  );
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // Without a controller this is the first version there is.
    if (registration.waiting !== null && navigator.serviceWorker.controller !== null) {
      waiting.value = registration.waiting;
      if (asked.value) registration.waiting.postMessage("take");
    }
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  const update = () => void registration.update().catch(() => undefined);
  setInterval(update, LOOK_EVERY_MS);
  isOld.subscribe((old) => {
    if (old) update();
  });
}

/** Ask which pages the server serves, each time the link comes back. */
async function askWhich(): Promise<void> {
  if (session.peek() === "in") served.value = (await getConfig()).build;
}

/** Keep the ground that was fetched before the worker was there to keep it. */
async function keepGround(): Promise<void> {
  const url = config.peek()?.basemap_url;
  if (url?.startsWith("/") === true) await fetch(url);
}

const FIRST_AFTER_MS = 4000; // the first view comes first: what is kept for later waits for it

/** Have the pages kept on this device, and hear of new ones. */
export function startWorker(): void {
  config.subscribe((known) => {
    if (known !== null) served.value = known.build;
  });
  let stood = false;
  link.subscribe((state) => {
    if (state === "live" && stood) void askWhich().catch(() => undefined);
    stood = state === "lost" || state === "halted";
  });
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  let first = navigator.serviceWorker.controller === null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (first) void keepGround().catch(() => undefined);
    else if (asked.value) location.reload();
    else taken.value = true;
    first = false;
  });
  const register = () => {
    navigator.serviceWorker
      .register("/hq/sw.js", { scope: "/hq/", updateViaCache: "none" })
      .then(watch, console.warn);
  };
  if (first) setTimeout(register, FIRST_AFTER_MS);
  else register();
}
