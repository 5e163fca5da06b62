// A browser's place at its push service, made and ended; the page and the service worker both do it.
//
// What the server is told is kept, so that a browser whose place changes while no page is open is
// told of the same things under its new place, and of nothing under its old one.
import { asked, endings, forgetAsked, keepAsked, type Address, type Asked } from "./kept";
import { isFinal, pushKey, stopPhone, subscribe, unsubscribe } from "./server";
import { isEmpty, type Wishes } from "./wishes";

export type Outcome = "on" | "not_offered" | "unreachable" | "service" | "refused" | "nothing_chosen";

function addressOf(subscription: PushSubscription): Address {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? "", keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" } };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Whether a place was made for this key: with another, nothing that we send is let through. */
function isFor(subscription: PushSubscription, key: Uint8Array): boolean {
  const held = subscription.options.applicationServerKey;
  if (held === null) return true; // some browsers do not say
  const there = new Uint8Array(held);
  return there.length === key.length && there.every((byte, nth) => byte === key[nth]);
}

async function placeFor(manager: PushManager, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  const held = await manager.getSubscription();
  if (held !== null && isFor(held, key)) return held;
  await held?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** Have this browser told of what is wished, and of nothing else from now on. */
export async function turnOn(
  manager: PushManager, wishes: Wishes, unreadable: Asked["unreadable"],
): Promise<Outcome> {
  if (isEmpty(wishes)) return "nothing_chosen";
  const before = await asked();
  await keepAsked({ wishes, unreadable, address: before?.address ?? null });
  let address: Address;
  try {
    const key = await pushKey();
    if (key === null) return "not_offered";
    address = addressOf(await placeFor(manager, bytes(key)));
  } catch (error) {
    return error instanceof DOMException && error.name !== "TimeoutError" ? "service" : "unreachable";
  }
  const known = before?.address ?? null;
  try {
    await subscribe(address, wishes, known !== null && known.endpoint !== address.endpoint ? known : null);
  } catch (error) {
    return isFinal(error) ? "refused" : "unreachable";
  }
  await keepAsked({ wishes, unreadable, address });
  return "on";
}

/**
 * Say again what was asked, as services change their places: at each start of the app, and whenever
 * the browser says that its place has changed. Nothing happens where nothing was asked.
 */
export async function askAgain(manager: PushManager, wishes?: Wishes): Promise<Outcome | null> {
  const kept = await asked();
  if (kept === null) return null;
  return turnOn(manager, wishes ?? kept.wishes, kept.unreadable);
}

/** Tell this browser nothing more. Without a network the server hears of it when there is one. */
export async function turnOff(manager: PushManager | null): Promise<void> {
  const subscription = (await manager?.getSubscription()) ?? null;
  const address = subscription === null ? (await asked())?.address ?? null : addressOf(subscription);
  await forgetAsked();
  if (address !== null) await endings.add({ address });
  await subscription?.unsubscribe().catch(console.warn);
  await endWhatWaits();
}

/** Tell the server what is to end; what it can't hear of now stays. Gives whether all is ended. */
export async function endWhatWaits(): Promise<boolean> {
  let done = true;
  for (const [key, ending] of await endings.all()) {
    try {
      await ("address" in ending ? unsubscribe(ending.address) : stopPhone(ending.stop_key));
    } catch (error) {
      if (!isFinal(error)) {
        done = false;
        continue;
      }
    }
    await endings.drop(key);
  }
  return done;
}
