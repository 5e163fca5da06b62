// How many of each skill this desk wants to have ready; kept on this device.
import { signal } from "@preact/signals";

import type { Skill } from "./contracts";

const KEPT_AS = "kawamori.responders.minimums";
const MOST = 500;

function kept(): Record<string, number> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}");
    return typeof read === "object" && read !== null ? (read as Record<string, number>) : {};
  } catch {
    return {};
  }
}

export const minimums = signal<Record<string, number>>(kept());

/** What was typed as a number of people; nothing, or what is no number, is no minimum. */
export function setMinimum(skill: Skill, typed: string): void {
  const others = Object.fromEntries(Object.entries(minimums.value).filter(([name]) => name !== skill));
  const count = Number(typed);
  const isGiven = typed.trim() !== "" && Number.isInteger(count) && count >= 0 && count <= MOST;
  minimums.value = isGiven ? { ...others, [skill]: count } : others;
  localStorage.setItem(KEPT_AS, JSON.stringify(minimums.value));
}
