// The words of being told, fetched when somebody first looks; official terms stand in them by name.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import type { Say } from "../contracts";
import { loadWords } from "../words/load";
import { plain, Said } from "../words/ruby";
import { language, Term } from "../words/spoken";

const ours = signal<Say | null>(null);

/** Fetch them; Japanese is better than none. */
export async function learnWords(): Promise<void> {
  ours.value ??= await loadWords("telling", language).catch(() => loadWords("telling", "ja"));
}

export const areHere = (): boolean => ours.value !== null;

export const tell: Say = (key, values) => ours.value?.(key, values) ?? key;
/** The same without readings, for whatever shows plain text. */
export const tellPlain: Say = (key, values) => plain(tell(key, values));

const PLACE = /(\{\w+\})/;

interface Asked {
  of: string;
  with?: Record<string, string | number>;
  /** What stands in a place and is more than text. */
  parts?: Record<string, ComponentChildren>;
}

/** A sentence as people read it. */
export function T({ of: key, with: values, parts = {} }: Asked): ComponentChildren {
  return tell(key, values)
    .split(PLACE)
    .map((part) => {
      if (!PLACE.test(part)) return <Said text={part} />;
      const name = part.slice(1, -1);
      return parts[name] ?? <Term name={name} />;
    });
}
