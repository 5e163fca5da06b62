// The last answers of the server, kept on this phone with the time they came.

const KEPT_IN = "kawamori-residents-data";
const HEARD_AT = "x-heard-at";

export interface Kept<T> {
  told: T;
  heard_ms: number;
}

/** Keep an answer. A phone that keeps nothing goes on all the same. */
export async function keep(path: string, told: unknown, heard_ms: number): Promise<void> {
  try {
    const headers = { "content-type": "application/json", [HEARD_AT]: String(heard_ms) };
    await (await caches.open(KEPT_IN)).put(path, new Response(JSON.stringify(told), { headers }));
  } catch {
    // No room, or no caches where the page came without encryption.
  }
}

/** What was kept of a path, if anything. */
export async function kept<T>(path: string): Promise<Kept<T> | null> {
  try {
    const answer = await (await caches.open(KEPT_IN)).match(path);
    if (answer === undefined) return null;
    return { told: (await answer.json()) as T, heard_ms: Number(answer.headers.get(HEARD_AT)) };
  } catch {
    return null;
  }
}
