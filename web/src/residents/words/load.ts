// The words of the pages, one chunk a part and language: the same files that the server reads.
import type { Language, Say } from "../contracts";

type Texts = Readonly<Record<string, string>>;

const FILES = import.meta.glob<Texts>(
  ["../../../../kawamori/messages/residents/now/*.json", "../../../../kawamori/messages/residents/telling/*.json"],
  { import: "default" },
);

const PLACE = /\{(\w+)\}/g;

/** Make a sayer of texts. A key that nobody wrote is shown as it is, so that a test sees it. */
export function sayer(texts: Texts): Say {
  return (key, values = {}) =>
    (texts[key] ?? key).replace(PLACE, (place, name: string) => String(values[name] ?? place));
}

/** Load the words of one part in one language. */
export async function loadWords(part: "now" | "telling", language: Language): Promise<Say> {
  const file = FILES[`../../../../kawamori/messages/residents/${part}/${language}.json`];
  if (file === undefined) throw new Error(`no words of ${part} in ${language}`);
  return sayer(await file());
}
