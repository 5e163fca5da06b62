// What is asked of the server for one station while it is on show, and again from time to time.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { endsSession } from "../feed";

export interface Asked<T> {
  value: T | null;
  failed: boolean;
}

/** Ask now, whenever `key` changes, and every so often; the last answer stays while the next is awaited. */
export function useAsked<T>(ask: () => Promise<T>, key: string, every_ms: number): Asked<T> {
  const answer = useSignal<{ key: string; value: T } | null>(null);
  const failed = useSignal(false);
  useEffect(() => {
    let left = false;
    const run = async () => {
      try {
        const value = await ask();
        if (left) return;
        answer.value = { key, value };
        failed.value = false;
      } catch (error) {
        if (!left && !endsSession(error)) failed.value = true;
      }
    };
    void run();
    const again = setInterval(() => void run(), every_ms);
    return () => {
      left = true;
      clearInterval(again);
    };
  }, [key]);
  return { value: answer.value?.key === key ? answer.value.value : null, failed: failed.value };
}
