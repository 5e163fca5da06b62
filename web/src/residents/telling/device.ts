// What a browser can do about push, and what stands in the way; nothing here asks the person anything.

/** What is looked at, so that a test can be any phone. */
export interface Device {
  agent: string;
  /** An iPad that asks for desktop pages says it is a Macintosh, which has no touch screen. */
  touchPoints: number;
  /** Opened from the home screen. */
  standalone: boolean;
  /** Null: the browser shows no messages of pages at all. */
  permission: NotificationPermission | null;
  hasPush: boolean;
}

/** Why push can't be had here as things are. */
export type Obstacle =
  /** Inside another app (LINE, a social network): it has to be opened in a browser. */
  | "in_app"
  /** iPhone or iPad, recent enough: it has to be put on the home screen first. */
  | "install"
  /** iPhone or iPad before iOS 16.4. */
  | "too_old"
  | "unsupported"
  /** The person said no once: only the browser's settings undo it. */
  | "denied";

const IN_APP = /\bLine\/|FBAN|FBAV|Instagram|MicroMessenger|KAKAOTALK|Zalo|; wv\)/;
const FIRST_IOS: readonly [number, number] = [16, 4];

/** Whether it is an iPhone or an iPad, whatever browser it runs: push works alike in all of them. */
export function isApple({ agent, touchPoints }: Device): boolean {
  return /iPhone|iPad|iPod/.test(agent) || (agent.includes("Macintosh") && touchPoints > 1);
}

/** Whether it is Safari itself: elsewhere the button that shares a page is in another place. */
export function isSafari({ agent }: Device): boolean {
  return agent.includes("Safari/") && !/CriOS|FxiOS|EdgiOS|OPiOS|Chrome/.test(agent);
}

/** The version of an iPhone's or iPad's system; null where the browser does not say. */
function system(agent: string): [number, number] | null {
  const found = /\bOS (\d+)[_.](\d+)/.exec(agent) ?? /Version\/(\d+)\.(\d+)/.exec(agent);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

function isTooOld(agent: string): boolean {
  const version = system(agent);
  if (version === null) return false;
  const [major, minor] = version;
  return major < FIRST_IOS[0] || (major === FIRST_IOS[0] && minor < FIRST_IOS[1]);
}

/** What stands in the way of push; null: nothing that the person would have to see to first. */
export function obstacle(device: Device): Obstacle | null {
  const { agent, standalone, permission, hasPush } = device;
  if (hasPush && permission !== null) return permission === "denied" ? "denied" : null;
  if (IN_APP.test(agent)) return "in_app";
  if (!isApple(device)) return "unsupported";
  return isTooOld(agent) || standalone ? "too_old" : "install";
}

/** This device. */
export function thisDevice(): Device {
  const installed = (navigator as { standalone?: boolean }).standalone ?? false;
  return {
    agent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    standalone: installed || matchMedia("(display-mode: standalone)").matches,
    permission: "Notification" in window ? Notification.permission : null,
    hasPush: "serviceWorker" in navigator && "PushManager" in window,
  };
}
