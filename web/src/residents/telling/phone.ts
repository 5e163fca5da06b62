// A number that somebody registers: asked for, waiting for its code, registered on this phone.
//
// A phone on which somebody goes to read a text may close the page meanwhile: what is waited for is
// kept, the number itself never is.
import { signal } from "@preact/signals";

import { asked, endings } from "./kept";
import { askForCode, Refused, verify } from "./server";
import { end, standing, stop, wishes } from "./state";

export type Way = "sms" | "voice";

export type PhoneStage =
  | { at: "number" }
  /** A code is on its way; another may be asked for from `again_ms` on. */
  | { at: "code"; phone_id: string; way: Way; until_ms: number; again_ms: number }
  | { at: "registered"; stop_key: string; way: Way };

export type Trouble =
  | "number" | "landline" | "agree" | "many" | "wrong" | "late" | "unreachable" | "refused" | "not_offered" | "chosen";

const KEPT_AS = "kawamori.phone";
const AGAIN_AFTER_MS = 60_000;

/** What was kept, if it still means something. */
export function readStage(kept: string | null, now_ms: number): PhoneStage {
  try {
    const found = JSON.parse(kept ?? "null") as PhoneStage | null;
    if (found?.at === "registered" && typeof found.stop_key === "string") return found;
    if (found?.at === "code" && found.until_ms > now_ms) return found;
  } catch {
    // Somebody else wrote here.
  }
  return { at: "number" };
}

export const phone = signal<PhoneStage>(readStage(localStorage.getItem(KEPT_AS), Date.now()));
export const trouble = signal<Trouble | null>(null);
export const isBusy = signal(false);

function move(to: PhoneStage): void {
  phone.value = to;
  if (to.at === "number") localStorage.removeItem(KEPT_AS);
  else localStorage.setItem(KEPT_AS, JSON.stringify(to));
}

const NUMBERS: Readonly<Record<Way, RegExp>> = {
  sms: /^(?:\+81|0)[6-9]0\d{8}$/,
  voice: /^(?:\+81|0)[1-9]\d{8,9}$/,
};

/** A number as it is dialled, whatever width and hyphens it was typed in. */
export const dialled = (typed: string): string => typed.normalize("NFKC").replace(/[\s()\-‐−–ー.]/g, "");

/** Whether a number can be one of those that a way leads to: the server decides. */
export const seemsRight = (typed: string, way: Way): boolean => NUMBERS[way].test(dialled(typed));

export const digits = (typed: string): string => typed.normalize("NFKC").replace(/\D/g, "");

/** What a refusal means to whoever registers. */
export function troubleOf(error: unknown, way: Way): Trouble {
  if (!(error instanceof Refused)) return "unreachable";
  if (error.status === 400) return way === "sms" ? "number" : "landline";
  if (error.status === 403) return "wrong";
  if (error.status === 404) return "refused";
  if (error.status === 409) return "late";
  return error.status === 429 ? "many" : "unreachable";
}

async function attempt(work: () => Promise<void>, way: Way): Promise<void> {
  if (isBusy.peek()) return;
  trouble.value = null;
  isBusy.value = true;
  try {
    await work();
  } catch (error) {
    trouble.value = troubleOf(error, way);
  } finally {
    isBusy.value = false;
  }
}

/** Have a code sent to a number. */
export const register = (typed: string, way: Way): Promise<void> =>
  attempt(async () => {
    const replaces = (await asked().catch(() => null))?.address ?? null;
    const coming = await askForCode(dialled(typed), way, wishes.peek(), replaces);
    const now_ms = Date.now();
    const until_ms = now_ms + 10 * 60_000;
    move({ at: "code", phone_id: coming.phone_id, way, until_ms, again_ms: now_ms + AGAIN_AFTER_MS });
  }, way);

/** Show the code that came. From then on the number is told, and this browser no more. */
export async function confirm(typed: string): Promise<void> {
  const waiting = phone.peek();
  if (waiting.at !== "code") return;
  await attempt(async () => {
    const { stop_key } = await verify(waiting.phone_id, digits(typed));
    move({ at: "registered", stop_key, way: waiting.way });
    if (standing.peek() !== null) await stop();
  }, waiting.way);
}

export function useAnother(): void {
  trouble.value = null;
  move({ at: "number" });
}

/** Stop telling the number; without a network the server hears of it when there is one. */
export async function stopNumber(): Promise<void> {
  const registered = phone.peek();
  if (registered.at !== "registered") return;
  await endings.add({ stop_key: registered.stop_key });
  move({ at: "number" });
  await end();
}
