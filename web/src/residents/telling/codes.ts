// The code at the end of each message (照合番号), found in whatever somebody types or pastes.
//
// The same letters, and the same mistakes forgiven, as in kawamori/messages/proof.py.

import { decoded } from "../page/decoded";

export const CHARACTERS = "23456789CDFGHJKLMNPQRTVWX";
export const EXAMPLE = "#K7Q4MX";

const CODE = new RegExp(`^[${CHARACTERS}]{6}$`);
const MARKED = /#\s?([0-9A-Z]{6})(?![0-9A-Z])/gi;
const LINKED = /\/m\/([0-9A-Z]{6})(?![0-9A-Z])/gi;
const BETWEEN = /[\s#-]+/g;
const MISTAKEN: Readonly<Record<string, string>> = { B: "8", S: "5", Z: "2", I: "L", 1: "L" };

/** Read a code that somebody typed, in whatever width and case; null where it is none. */
export function readCode(typed: string): string | null {
  const plain = typed.normalize("NFKC").replace(BETWEEN, "").toUpperCase();
  const meant = plain.replace(/[BSZI1]/g, (letter) => MISTAKEN[letter] ?? letter);
  return CODE.test(meant) ? meant : null;
}

/** Find the code in a message, or in a link to one: the last there is, as ours stands at the end. */
export function findCode(text: string): string | null {
  const typed = readCode(text);
  if (typed !== null) return typed;
  const plain = text.normalize("NFKC");
  for (const pattern of [MARKED, LINKED]) {
    const found = [...plain.matchAll(pattern)].map(([, code]) => readCode(code ?? "")).filter((code) => code !== null);
    const last = found.at(-1);
    if (last !== undefined) return last;
  }
  return null;
}

/** The code that an address of ours leads to: …/m/<code>. */
export const codeOfPath = (path: string): string | null => {
  const found = /\/m\/([^/]+)\/?$/.exec(path);
  return found === null ? null : readCode(decoded(found[1] ?? ""));
};
