// The words of these pages, one chunk a language.
type Texts = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;
export type Say = (key: string, values?: Values) => string;

const FILES = import.meta.glob<Texts>("../../../../kawamori/messages/responder/*.json", { import: "default" });
const PLACE = /\{(\w+)\}/g;

/** Make a sayer of texts. A key that nobody wrote is shown as it is, so that a test sees it. */
export function sayer(texts: Texts): Say {
  return (key, values = {}) => (texts[key] ?? key).replace(PLACE, (place, name: string) => String(values[name] ?? place));
}

export async function loadWords(language: string): Promise<Say> {
  const file = FILES[`../../../../kawamori/messages/responder/${language}.json`];
  if (file === undefined) throw new Error(`no words in ${language}`);
  return sayer(await file());
}
