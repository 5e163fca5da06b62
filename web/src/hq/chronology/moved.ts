// How far the line goes by what the stream said last. Apart from the view, which is fetched later.
import { signal } from "@preact/signals";

/** The newest entry's cursor; null while nothing was said. */
export const moved = signal<string | null>(null);

export function takeMoved({ newest }: { newest: string | null }): void {
  moved.value = newest;
}
