// Whether what was typed is the phrase that is asked for; the server asks again.

/** As the server compares it: blanks, quotation marks and the width of characters are no fault. */
const plain = (text: string) => text.normalize("NFKC").replace(/\s/g, "").replace(/^「+|」+$/g, "");

export function isTyped(phrase: string | null, typed: string): boolean {
  return phrase === null || plain(typed) === plain(phrase);
}
