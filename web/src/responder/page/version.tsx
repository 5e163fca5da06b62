// New versions of the page: announced, and taken when the person says so; never in the midst of a task.
import { signal } from "@preact/signals";

import { T } from "../words/spoken";
import { Button } from "./parts";

const LOOK_EVERY_MS = 30 * 60_000;

const waiting = signal<ServiceWorker | null>(null);
let agreed = false;

export const NewVersion = () => (
  <div role="status">
    {waiting.value !== null && (
      <div class="new-version">
        <p>
          <T of="update.ready" />
        </p>
        <Button
          of="update.reload"
          onClick={() => {
            agreed = true;
            waiting.value?.postMessage("take");
          }}
        />
      </div>
    )}
  </div>
);

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

/** Have the page kept on this phone, and hear of newer ones. */
export function startWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (agreed) location.reload();
  });
  navigator.serviceWorker
    .register("/responder/sw.js", { scope: "/responder/", updateViaCache: "none" })
    .then(watch, console.warn);
}
