// Stills of a river: the newest there is, else the last that was looked at.

const KEPT_IN = "kawamori-residents-stills";
const MOST = 8;
const GONE = [404, 410];

/** Answer for a still; one that was taken off is forgotten here, too. */
export async function still(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const cache = await caches.open(KEPT_IN);
  try {
    const answer = await fetch(request);
    if (GONE.includes(answer.status)) await cache.delete(pathname);
    if (answer.ok) {
      await cache.put(pathname, answer.clone()).catch(() => undefined);
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((each) => cache.delete(each)));
    }
    return answer;
  } catch (error) {
    const last = await cache.match(pathname);
    if (last === undefined) throw error;
    return last;
  }
}
