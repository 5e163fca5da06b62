// New versions of the app: announced, and taken when the person says so; never in the midst of reading.
import { signal } from "@preact/signals";

import { say, Words } from "../words/spoken";
import { plain } from "../words/ruby";

const FIRST_AFTER_MS = 1000; // how it is here and now comes first: what is kept for later waits for it
const AT_LATEST_MS = 15_000;
const LOOK_EVERY_MS = 30 * 60_000;

const waiting = signal<ServiceWorker | null>(null);
let agreed = false;

export function NewVersion() {
  return (
    <div role="status">
      {waiting.value !== null && (
        <p class="new-version">
          <Words of="update.ready" />{" "}
          <button
            type="button"
            onClick={() => {
              agreed = true;
              waiting.value?.postMessage("take");
            }}
          >
            {plain(say("update.reload"))}
          </button>
        </p>
      )}
    </div>
  );
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // Without a controller this is the first version there is.
    if (navigator.serviceWorker.controller !== null) waiting.value = registration.waiting;
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
}

const after = (ms: number) =>
  new Promise<void>((done) => {
    setTimeout(done, ms);
  });

/** Have the app kept on this phone, once there is something on show, and hear of newer ones. */
export function startWorker(shown: Promise<unknown>): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (agreed) location.reload();
  });
  const register = () => {
    navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" }).then(watch, console.warn);
  };
  if (navigator.serviceWorker.controller !== null) register();
  else void Promise.race([shown.then(() => after(FIRST_AFTER_MS)), after(AT_LATEST_MS)]).then(register);
}
