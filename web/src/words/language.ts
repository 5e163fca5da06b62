// The language on screen: Japanese unless somebody chose otherwise on this device.
import { computed, signal } from "@preact/signals";

import { en } from "./en";
import { ja, type Words } from "./ja";

export const DICTIONARIES = { ja, en } as const;
export type Language = keyof typeof DICTIONARIES;

const KEPT_AS = "kawamori.language";

function kept(): Language {
  const language = localStorage.getItem(KEPT_AS);
  return language === "en" ? "en" : "ja";
}

export const language = signal<Language>(kept());
export const words = computed<Words>(() => DICTIONARIES[language.value]);

export function speak(chosen: Language): void {
  localStorage.setItem(KEPT_AS, chosen);
  language.value = chosen;
}
