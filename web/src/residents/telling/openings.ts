// That a message was opened is told to the server, now or when there is a network again.
import { isFinal } from "./server";

export interface OpeningShelf {
  add: (id: string) => Promise<void>;
  all: () => Promise<string[]>;
  drop: (id: string) => Promise<void>;
}

/** Note an opening, and tell the server of all that wait. */
export async function noteOpened(id: string, shelf: OpeningShelf, say: (id: string) => Promise<unknown>) {
  await shelf.add(id);
  await tellOpened(shelf, say);
}

/** Tell the server of each; one it will not have is dropped, and where it does not answer the rest waits. */
export async function tellOpened(shelf: OpeningShelf, say: (id: string) => Promise<unknown>): Promise<void> {
  for (const id of await shelf.all()) {
    try {
      await say(id);
    } catch (error) {
      if (!isFinal(error)) return;
    }
    await shelf.drop(id);
  }
}
