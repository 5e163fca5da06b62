// The service worker's part in telling: every push is shown, kept, and leads to the page.
import { TAGS } from "../contracts";
import { asked, keepShown, markRead, openings } from "../telling/kept";
import { options, read, shown, writtenIn } from "../telling/message";
import { noteOpened, tellOpened } from "../telling/openings";
import { askAgain, endWhatWaits } from "../telling/pushing";
import { sayOpened } from "../telling/server";
import { isHome } from "./pages";

declare const self: ServiceWorkerGlobalScope;

const OPENED = "kawamori-opened"; // the browser's own word for "when there is a network again"
const UNREADABLE = { title: "川守 Kawamori", body: "新しいお知らせがあります。 / There is news." };

interface Wakeable {
  sync?: { register: (tag: string) => Promise<void> };
}

/** A browser takes back the permission of whoever shows nothing for a push: something is always shown. */
async function show(data: string | null): Promise<void> {
  const pushed = read(data);
  const kept = await asked().catch(() => null);
  if (pushed === null) {
    const { title, body } = kept?.unreadable ?? UNREADABLE;
    await self.registration.showNotification(title, { body, tag: "unreadable", data: { id: null, url: "/" } });
    return;
  }
  const now_ms = Date.now();
  const wished = kept?.wishes.language ?? "ja";
  const lang = writtenIn(pushed, TAGS[wished] ?? wished);
  await self.registration.showNotification(pushed.title, options(pushed, lang, now_ms));
  await keepShown(shown(pushed, lang, now_ms)).catch(console.warn);
  await tellOpened(openings, sayOpened);
}

async function note(id: string): Promise<void> {
  await markRead(id).catch(console.warn);
  await noteOpened(id, openings, sayOpened);
  if ((await openings.all()).length > 0) {
    await (self.registration as Wakeable).sync?.register(OPENED).catch(console.warn);
  }
}

/** Bring the page up: the one that is open, or a new one. Another site's page is always a new one. */
async function open(url: string): Promise<void> {
  const there = new URL(url, self.location.origin);
  if (there.origin === self.location.origin) {
    for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
      if (isHome(new URL(client.url).pathname)) {
        await client.focus();
        if (there.hash !== "") await client.navigate(there.href).catch(console.warn);
        return;
      }
    }
  }
  await self.clients.openWindow(there.href);
}

interface Clicked {
  id: string | null;
  url: string;
}

/** Answer what the push service and the person's taps ask of this worker. */
export function answerPushes(): void {
  self.addEventListener("push", (event) => {
    event.waitUntil(show(event.data?.text() ?? null));
  });
  self.addEventListener("notificationclick", (event) => {
    const { id, url } = event.notification.data as Clicked;
    event.notification.close();
    event.waitUntil(Promise.all([open(url), id === null ? null : note(id)]));
  });
  self.addEventListener("pushsubscriptionchange", (event) => {
    (event as ExtendableEvent).waitUntil(askAgain(self.registration.pushManager).then(endWhatWaits));
  });
  self.addEventListener("sync", (event) => {
    const { tag } = event as ExtendableEvent & { tag: string };
    if (tag === OPENED) (event as ExtendableEvent).waitUntil(tellOpened(openings, sayOpened));
  });
}
