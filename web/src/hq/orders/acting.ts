// An act that the server may refuse: while it goes on nothing is pressed twice, and a refusal is read.
import { useSignal } from "@preact/signals";

import { Refused } from "../../api/client";
import { words } from "../../words/language";

export interface Acting {
  busy: boolean;
  refused: string | null;
  act: (work: () => Promise<void>) => Promise<void>;
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
      refused.value = error instanceof Refused ? error.message : words.value.unreachable;
    } finally {
      busy.value = false;
    }
  };
  return { busy: busy.value, refused: refused.value, act };
}
