// The language of this page, and its words and terms. Another language is another page.
import { LANGUAGES, type Language, type Say, TAGS, type Terms } from "../contracts";
import { loadWords } from "./load";
import { read, readings, Said } from "./ruby";

const CHOSEN = "kawamori.language";
const READINGS = "kawamori.readings";

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

/** What a page says of its language, so that fonts and voices are right (BCP 47). */
export const tagOf = (language: Language): string => TAGS[language] ?? language;
export const folderOf = (language: Language): string => (language === "ja" ? "/" : `/${language}/`);

/** The language that an address is of. */
export function languageOf(pathname: string): Language {
  const first = pathname.split("/")[1] ?? "";
  return LANGUAGES.find((each) => each === first) ?? "ja";
}

export const language: Language = languageOf(location.pathname);
export const isJapanese = language === "ja" || language === "ja-easy";

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(CHOSEN, chosen);
}

/** The language chosen on this device before, if the page's address names none. */
export function chosenBefore(): Language | undefined {
  const chosen = localStorage.getItem(CHOSEN);
  return location.pathname === "/" ? LANGUAGES.find((each) => each === chosen && each !== "ja") : undefined;
}

let ours: Say = (key) => key;
let easy: Say | null = null;
const NONE: Terms["terms"] = {};
let terms = NONE;

/** Say a sentence of the pages in the page's language. */
export const say: Say = (key, values) => ours(key, values);

/** Learn the page's language; where its words can't be had, Japanese is better than none. */
export async function learn(): Promise<void> {
  readings.value = localStorage.getItem(READINGS) === "1" || (language === "ja-easy" && localStorage.getItem(READINGS) !== "0");
  readings.subscribe((shown) => {
    document.documentElement.dataset["readings"] = String(shown);
  });
  ours = await loadWords("now", language).catch(() => loadWords("now", "ja"));
}

export function showReadings(shown: boolean): void {
  readings.value = shown;
  localStorage.setItem(READINGS, shown ? "1" : "0");
}

export function takeTerms(known: Terms): void {
  terms = known.terms;
}

/** Whether the official terms are known: without them there are no names for what is ordered. */
export const hasTerms = (): boolean => terms !== NONE;

const isOurs = (name: string) => isJapanese || (terms[name]?.lang ?? "ja") === tagOf(language);

/** Whether somebody confirmed, in the page's language, all that an order of a level stands on. */
export const isConfirmed = (level: number): boolean => isOurs(`order_${level}`) && isOurs(`alert_level_${level}`);

/** Have plain Japanese at hand, for an order in a language whose words nobody confirmed. */
export async function learnEasy(): Promise<void> {
  easy ??= await loadWords("now", "ja-easy");
}

/** What to do under an order; plain Japanese where nothing else is confirmed. */
export function ToDo({ of: key, level }: { of: string; level: number }) {
  if (isConfirmed(level) || easy === null) return <Words of={key} />;
  return (
    <span lang="ja">
      <Said text={easy(key)} always />
    </span>
  );
}

type Values = Record<string, string | number>;

/** A sentence of the pages as people read it. */
export const Words = ({ of: key, with: values }: { of: string; with?: Values }) => <Said text={say(key, values)} />;

/** An official term to stand in a sentence. */
export function termText(name: string): string {
  const term = terms[name];
  return term === undefined ? name : read(term.text, term.reading);
}

/** An official term, with the Japanese that signs and loudspeakers use behind it. */
export function Term({ name }: { name: string }) {
  const term = terms[name];
  if (term === undefined) return <>{name}</>;
  return (
    <>
      <span lang={term.lang}>
        <Said text={read(term.text, term.reading)} />
      </span>
      {term.ja !== null && term.ja !== term.text && (
        <>
          {" "}
          <span class="also" lang="ja">
            {term.ja}
          </span>
        </>
      )}
    </>
  );
}

/** The name of a piece of official information in the page's language, null where none is confirmed. */
export function officialTerm(kind: string, level: number): string | null {
  const name = kind === "early_notice" ? kind : `official_${level}`;
  const hazard = terms[`hazard_${kind}`];
  if (!isOurs(name) || (kind !== "early_notice" && !isOurs(`hazard_${kind}`))) return null;
  return terms[name]?.text.replace("{hazard}", hazard?.text ?? "") ?? null;
}

/** Readings are written as in school books, whatever a list of shelters has. */
const hiragana = (reading: string): string =>
  reading.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

interface Named {
  name: string;
  name_en: string;
  reading?: string;
}

/** What a place is called, to stand in a sentence. */
export function nameText({ name, name_en, reading }: Named): string {
  if (isJapanese) return read(name, hiragana(reading ?? ""));
  return name_en === "" ? name : name_en;
}

/** What a place is called, with its Japanese name, as it stands on signs, behind it. */
export function Name({ of: named }: { of: Named }) {
  if (isJapanese) return <Said text={nameText(named)} />;
  if (named.name_en === "") return <span lang="ja">{named.name}</span>;
  return (
    <>
      {named.name_en}{" "}
      <span class="also" lang="ja">
        {named.name}
      </span>
    </>
  );
}
