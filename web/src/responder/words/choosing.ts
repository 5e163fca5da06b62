// Which language a phone is spoken to in.
import { LANGUAGES, type Language } from "../../residents/contracts";

/** The language that was chosen, or the first of a phone's that we speak. */
export function languageOf(chosen: string | null, phones: readonly string[]): Language {
  const known = LANGUAGES.find((each) => each === chosen);
  if (known !== undefined) return known;
  for (const each of phones) {
    const tag = each.toLowerCase();
    if (/^zh-(hant|tw|hk|mo)/.test(tag)) return "zh-hant";
    const found = LANGUAGES.find((ours) => ours === tag.split("-")[0]);
    if (found !== undefined) return found;
  }
  return "ja";
}
