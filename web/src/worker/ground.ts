// The ground below the stations, kept as it was last seen: the carried base map, and tiles that
// were looked at. Bounded, and whoever was kept first goes first.

const GROUND = "kawamori-ground";
const TILES = "kawamori-tiles";
const MOST_GROUND = 400;
const MOST_TILES = 2000; // some 50 MB
const TRIM_EVERY = 50; // to count what is kept costs as much as keeping it
const PATIENCE_MS = 4000;
const FRESH_MS = 7 * 24 * 3600 * 1000;
const KEPT_AT = "x-kept-at";
const RANGE = "x-content-range";

/** What a request is kept under: each part of a large file is kept by itself. */
function keyOf(request: Request): string {
  const range = request.headers.get("range");
  if (range === null) return request.url;
  const key = new URL(request.url);
  key.searchParams.set("kept-range", range);
  return key.href;
}

/** An answer as it is kept: whole, as a cache holds no parts, and with its time. */
async function asKept(answer: Response): Promise<Response> {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const range = answer.headers.get("content-range");
  if (range !== null) headers.set(RANGE, range);
  return new Response(await answer.arrayBuffer(), { status: 200, headers });
}

/** A kept answer as it was given: a part is a part again. */
function asGiven(kept: Response): Response {
  const range = kept.headers.get(RANGE);
  if (range === null) return kept;
  const headers = new Headers(kept.headers);
  headers.set("content-range", range);
  return new Response(kept.body, { status: 206, headers });
}

let puts = 0;

async function keep(name: string, most: number, key: string, answer: Response): Promise<void> {
  try {
    const cache = await caches.open(name);
    await cache.put(key, await asKept(answer));
    puts += 1;
    if (puts % TRIM_EVERY !== 0) return;
    const keys = await cache.keys();
    const over = keys.slice(0, Math.max(0, keys.length - most));
    await Promise.all(over.map((each) => cache.delete(each)));
  } catch {
    // The disk is full, or this browser keeps nothing: the map is drawn all the same.
  }
}

/** The base map that the server carries: from it while it answers, else as it was kept. */
export async function ground(request: Request): Promise<Response> {
  const kept = await (await caches.open(GROUND)).match(keyOf(request));
  try {
    const patience = kept === undefined ? {} : { signal: AbortSignal.timeout(PATIENCE_MS) };
    const answer = await fetch(request, patience);
    if (answer.ok) void keep(GROUND, MOST_GROUND, keyOf(request), answer.clone());
    else if (kept !== undefined && answer.status >= 500) return asGiven(kept);
    return answer;
  } catch (error) {
    if (kept === undefined) throw error;
    return asGiven(kept);
  }
}

/** A tile from elsewhere: as it was kept for a week, and when nobody answers for longer. */
export async function tile(request: Request): Promise<Response> {
  const kept = await (await caches.open(TILES)).match(keyOf(request));
  const age_ms = Date.now() - Number(kept?.headers.get(KEPT_AT));
  if (kept !== undefined && age_ms < FRESH_MS) return asGiven(kept);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type !== "opaque") void keep(TILES, MOST_TILES, keyOf(request), answer.clone());
    return answer;
  } catch (error) {
    if (kept === undefined) throw error;
    return asGiven(kept);
  }
}
