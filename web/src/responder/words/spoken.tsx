// The language of these pages: chosen here, or the phone's own.
import { signal } from "@preact/signals";

import { TAGS, type Language } from "../../residents/contracts";
import { age, timesOf } from "../../residents/words/formats";
import { plain, readings, Said } from "../../residents/words/ruby";
import { now_ms } from "../clock";
import { languageOf } from "./choosing";
import { loadWords, type Say, type Values } from "./load";

export const OWN_NAMES: Readonly<Record<Language, string>> = {
  ja: "日本語",
  "ja-easy": "やさしい日本語",
  en: "English",
  zh: "简体中文",
  "zh-hant": "繁體中文",
  ko: "한국어",
  vi: "Tiếng Việt",
  pt: "Português",
};

const CHOSEN = "kawamori.responder.language";

export const language = signal<Language>(languageOf(localStorage.getItem(CHOSEN), navigator.languages));
const ours = signal<Say>((key) => key);

/** Learn a language; where its words can't be had, what is spoken stays. */
export async function learn(wanted: Language): Promise<void> {
  ours.value = await loadWords(wanted);
  language.value = wanted;
  readings.value = wanted === "ja-easy";
  document.documentElement.lang = TAGS[wanted] ?? wanted;
  document.documentElement.dataset["language"] = wanted;
}

export async function choose(wanted: Language): Promise<void> {
  await learn(wanted);
  localStorage.setItem(CHOSEN, wanted);
}

/** Begin in the phone's language, or in Japanese. */
export const beginToSpeak = (): Promise<void> => learn(language.peek()).catch(() => learn("ja"));

export const say: Say = (key, values) => ours.value(key, values);
/** A sentence without readings: for attributes, titles and buttons. */
export const said: Say = (key, values) => plain(say(key, values));

/** A sentence of these pages as people read it. */
export const T = ({ of: key, with: values }: { of: string; with?: Values }) => <Said text={say(key, values)} />;

export const clock = (time: string): string => timesOf(language.value).clock(time, now_ms.value);
export const ago = (time_ms: number): string => age(new Date(time_ms).toISOString(), now_ms.value, say);

/** A list in a sentence. */
export const list = (parts: readonly string[]): string => parts.join(said("list.comma"));
export const skillName = (skill: string): string => said(`skill.${skill}`);
