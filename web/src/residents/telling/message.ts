// A push as it arrives, and how the phone is to show it.
import type { Shown } from "./kept";

/** What a push carries: docs/push.md. */
export interface Pushed {
  id: string;
  level: number;
  kind: string;
  family: string;
  status: string;
  title: string;
  body: string;
  url: string;
  code: string | null;
}

const ENDED = new Set(["lift", "retract", "ease", "clear"]);
const URGENT = 4;

const text = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise);

/** Read a push; null where it is none of ours, or not whole. */
export function read(data: string | null): Pushed | null {
  let found: unknown;
  try {
    found = JSON.parse(data ?? "");
  } catch {
    return null;
  }
  if (typeof found !== "object" || found === null) return null;
  const { id, title, body, level, kind, family, status, url, code } = found as Record<string, unknown>;
  if (typeof id !== "string" || typeof title !== "string" || id === "" || title === "") return null;
  return {
    id,
    title,
    body: text(body),
    level: typeof level === "number" ? level : 0,
    kind: text(kind),
    family: text(family),
    status: text(status, "actual"),
    url: text(url, "/"),
    code: text(code) || null,
  };
}

const ASIDE = /（[^）]*）|【[^】]*】/g; // the Japanese term behind another language's, and marks
const KANA = /[\u3041-\u30ff]/;
const OTHERS = /[a-z\u00c0-\u1eff\uac00-\ud7a3]/i;

/** What a message is written in: whose language has an unconfirmed term is sent Japanese. */
export function writtenIn({ title }: Pick<Pushed, "title">, wished: string): string {
  const said = title.replace(ASIDE, "");
  const isOther = wished.startsWith("zh") ? !KANA.test(said) : OTHERS.test(said);
  return isOther ? wished : "ja";
}

/** Whether somebody should have to put it away by hand: an order at 警戒レベル 4 or 5, while it stands. */
const staysOnScreen = ({ family, level, kind }: Pushed): boolean =>
  family === "order" && level >= URGENT && !ENDED.has(kind);

/** Long and repeated for what can't wait, one short one for what has ended. */
export function vibration({ level, kind }: Pick<Pushed, "level" | "kind">): number[] {
  if (ENDED.has(kind)) return [150];
  if (level >= 5) return [800, 200, 800, 200, 800, 200, 800];
  if (level >= URGENT) return [600, 200, 600, 200, 600];
  return level === 3 ? [300, 150, 300] : [200];
}

/** TypeScript's own type lacks what only some browsers know. */
export interface Options extends NotificationOptions {
  renotify: boolean;
  vibrate: number[];
  timestamp: number;
}

/** How a push is shown: the words as they are, each id once. */
export function options(pushed: Pushed, lang: string, now_ms: number): Options {
  return {
    body: pushed.body,
    tag: pushed.id,
    lang,
    renotify: pushed.level >= URGENT,
    requireInteraction: staysOnScreen(pushed),
    vibrate: vibration(pushed),
    timestamp: now_ms,
    icon: "/icons/192.png",
    badge: "/icons/badge.png",
    data: { id: pushed.id, url: pushed.url },
  };
}

/** The same, as it is kept for the list of what was sent. */
export function shown(pushed: Pushed, lang: string, now_ms: number): Shown {
  const { id, title, body, level, family, code, url } = pushed;
  return { id, title, body, level, family, code, url, lang, told_at: new Date(now_ms).toISOString(), read: false };
}
