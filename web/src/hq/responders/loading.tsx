// In place of what has not been loaded: that it is on its way, or why it is not there.
import { useEffect } from "preact/hooks";

import { words } from "../../words/language";
import type { Stock } from "../layers/layer";
import { reloads, runName } from "../state";

export function Loading({ stock }: { stock: Stock<unknown> }) {
  if (stock.failed.value === null) return <p class="empty">{words.value.loading}</p>;
  return (
    <div class="empty" role="alert">
      <p>{stock.failed.value}</p>
      <button type="button" onClick={() => void stock.load()}>
        {words.value.retry}
      </button>
    </div>
  );
}

/** Load these with the run, and again whenever changes may have been missed. */
export function useLoaded(...stocks: { load: () => Promise<void> }[]): void {
  useEffect(() => {
    for (const stock of stocks) void stock.load();
  }, [runName.value, reloads.value]);
}
