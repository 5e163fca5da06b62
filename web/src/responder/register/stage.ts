// A registration on its way: what was written is sent, a code comes to the number, the phone is given its key.
//
// A phone on which somebody goes to read a text may close the page meanwhile: what is waited for is
// kept, what was written is not.
import { signal } from "@preact/signals";

import { ticks_ms } from "../clock";
import { lookNow } from "../feed/feed";
import { ask, Refused, takeKey } from "../server";
import type { Asked } from "../contracts";

const KEPT_AS = "kawamori.responder.registration";

export type Stage = { at: "form" } | { at: "code"; registration_id: string; until_ms: number };
export type Refusal = "invalid" | "many" | "wrong" | "late" | "taken" | "unreachable";

export function readStage(kept: string | null, now_ms: number): Stage {
  try {
    const found = JSON.parse(kept ?? "null") as Stage | null;
    if (found?.at === "code" && found.until_ms > now_ms) return found;
  } catch {
    // Somebody else wrote here.
  }
  return { at: "form" };
}

export const stage = signal<Stage>(readStage(localStorage.getItem(KEPT_AS), Date.now()));
export const refusal = signal<Refusal | null>(null);
export const isBusy = signal(false);

function move(to: Stage): void {
  stage.value = to;
  if (to.at === "form") localStorage.removeItem(KEPT_AS);
  else localStorage.setItem(KEPT_AS, JSON.stringify(to));
}

export function refusalOf(error: unknown, at: Stage["at"]): Refusal {
  if (!(error instanceof Refused)) return "unreachable";
  if (error.status === 429) return "many";
  if (error.status === 403) return "wrong";
  if (error.status === 404) return at === "code" ? "late" : "invalid";
  if (error.status === 409) return at === "code" ? "taken" : "invalid";
  return error.status < 500 ? "invalid" : "unreachable";
}

async function attempt(work: () => Promise<void>): Promise<void> {
  if (isBusy.peek()) return;
  refusal.value = null;
  isBusy.value = true;
  try {
    await work();
  } catch (error) {
    refusal.value = refusalOf(error, stage.peek().at);
  } finally {
    isBusy.value = false;
  }
}

export const register = (asked: Asked): Promise<void> =>
  attempt(async () => {
    const coming = await ask<{ registration_id: string }>("POST", "/responders", JSON.stringify(asked));
    move({ at: "code", registration_id: coming.registration_id, until_ms: ticks_ms() + 10 * 60_000 });
  });

export const confirm = (typed: string): Promise<void> =>
  attempt(async () => {
    const waiting = stage.peek();
    if (waiting.at !== "code") return;
    const code = typed.normalize("NFKC").replace(/\D/g, "");
    const path = `/responders/${waiting.registration_id}/verify`;
    const given = await ask<{ key: string }>("POST", path, JSON.stringify({ code }));
    takeKey(given.key);
    move({ at: "form" });
    location.hash = "#me";
    await lookNow();
  });

export function startOver(): void {
  refusal.value = null;
  move({ at: "form" });
}
