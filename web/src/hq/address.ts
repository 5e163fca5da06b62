// What the address says of a view beside its name: its own part, kept there while it is on show.
import { signal } from "@preact/signals";

const MARK = "c_";

/** The chronology's part, by name without the mark. Read when the page starts, before it is rewritten. */
export const lineAddress = signal<Record<string, string>>(
  Object.fromEntries(
    [...new URLSearchParams(location.search)]
      .filter(([name]) => name.startsWith(MARK))
      .map(([name, value]) => [name.slice(MARK.length), value]),
  ),
);

export function addLineAddress(search: URLSearchParams): void {
  for (const [name, value] of Object.entries(lineAddress.value)) search.set(`${MARK}${name}`, value);
}
