// Readings over characters: 漢字《かんじ》 in a text becomes <ruby>, or falls away.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** Whether readings are shown, where a text has them. */
export const readings = signal(false);

// What is read stands before the reading: its characters, or all from a ｜ on.
const READ = /(?:｜([^｜《》]+)|([\p{Script=Han}々〆ヶヵ]+))《([^》]+)》/gu;

/** A text and how it is read, to stand in a sentence. */
export const read = (text: string, reading: string | null): string =>
  reading === null || reading === "" || reading === text ? text : `｜${text}《${reading}》`;

/** A text without its readings: for attributes, titles, and whoever wants none. */
export const plain = (text: string): string => text.replace(READ, "$1$2");

interface Piece {
  text: string;
  reading: string | null;
}

/** A text in pieces, with and without a reading. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(READ)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), reading: null });
    found.push({ text: match[1] ?? match[2] ?? "", reading: match[3] ?? "" });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), reading: null });
  return found;
}

/** A text as people read it, with its readings if they are wanted. */
export function Said({ text, always = false }: { text: string; always?: boolean }): ComponentChildren {
  if (!readings.value && !always) return plain(text);
  return pieces(text).map(({ text: part, reading }) =>
    reading === null ? (
      part
    ) : (
      <ruby>
        {part}
        <rp>（</rp>
        <rt>{reading}</rt>
        <rp>）</rp>
      </ruby>
    ),
  );
}
