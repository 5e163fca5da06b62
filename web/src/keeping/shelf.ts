// A database of this device's, opened when it is first needed, and again after it had to be let go.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/** What opens a database, whose stores a fresh one is given by `make`. */
export function shelfOf<Stores extends DBSchema>(
  name: string,
  make: (fresh: IDBPDatabase<Stores>) => void,
): () => Promise<IDBPDatabase<Stores>> {
  let opened: Promise<IDBPDatabase<Stores>> | undefined;
  return () => {
    opened ??= openDB<Stores>(name, 1, {
      upgrade: make,
      blocking(_from, _to, event) {
        (event.target as IDBDatabase).close();
        opened = undefined;
      },
      terminated() {
        opened = undefined;
      },
    });
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
}
