// The caches of a browser, in memory: what a page or its worker keeps.

const ORIGIN = "https://kawabe.example";
const addressOf = (asked: RequestInfo | URL): string => new URL(asked instanceof Request ? asked.url : asked, ORIGIN).href;

class Shelf {
  private readonly kept = new Map<string, Response>();

  match(asked: RequestInfo | URL): Promise<Response | undefined> {
    return Promise.resolve(this.kept.get(addressOf(asked))?.clone());
  }

  async put(asked: RequestInfo | URL, answer: Response): Promise<void> {
    const body = await answer.arrayBuffer();
    this.kept.set(addressOf(asked), new Response(body, { status: answer.status, headers: answer.headers }));
  }

  delete(asked: RequestInfo | URL): Promise<boolean> {
    return Promise.resolve(this.kept.delete(addressOf(asked)));
  }

  keys(): Promise<Request[]> {
    return Promise.resolve([...this.kept.keys()].map((url) => new Request(url)));
  }
}

/** What stands in for `caches`. */
export class Shelves {
  private readonly shelves = new Map<string, Shelf>();

  open(name: string): Promise<Shelf> {
    const found = this.shelves.get(name) ?? new Shelf();
    this.shelves.set(name, found);
    return Promise.resolve(found);
  }

  async match(asked: RequestInfo | URL): Promise<Response | undefined> {
    for (const shelf of this.shelves.values()) {
      const found = await shelf.match(asked);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Somebody opens an address. */
export const asked = (path: string): Request => new Request(ORIGIN + path);
