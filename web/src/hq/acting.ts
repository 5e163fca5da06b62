// An act that the server may refuse: while it goes on nothing is pressed twice, and a refusal is read.
import { useSignal } from "@preact/signals";

import { Refused } from "../api/client";
import { language, words } from "../words/language";
import { asOf } from "./state";

export interface Acting {
  busy: boolean;
  refused: string | null;
  act: (work: () => Promise<void>) => Promise<void>;
}

/** What a person reads of a refusal: the case in their language, then the server's own words. */
export function refusalOf(error: unknown): string {
  if (!(error instanceof Refused)) return words.value.unreachable;
  const known = words.value.refusals[error.status];
  if (known === undefined || language.value === "en") return error.message;
  return `${known}（${error.message}）`;
}

export function useActing(): Acting {
  const busy = useSignal(false);
  const refused = useSignal<string | null>(null);
  const act = async (work: () => Promise<void>) => {
    busy.value = true;
    refused.value = null;
    try {
      await work();
    } catch (error) {
      refused.value = refusalOf(error);
    } finally {
      busy.value = false;
    }
  };
  return { busy: busy.value || asOf.value !== null, refused: refused.value, act };
}
