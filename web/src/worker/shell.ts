// The files of a build, kept whole: a page never mixes two versions.

export const PREFIX = "kawamori-build-";
const KEPT_BUILDS = 2; // this one, and the one that windows opened before it still fetch parts of

/** Keep every file of a build, or none. */
export async function keepBuild(name: string, files: string[]): Promise<void> {
  const cache = await caches.open(name);
  const requests = files.map((file) =>
    file.includes("/assets/") ? new Request(file) : new Request(file, { cache: "reload" }),
  );
  await cache.addAll(requests);
}

/** Forget all builds of some pages but the newest ones. */
export async function tidy(prefix = PREFIX): Promise<void> {
  const builds = (await caches.keys()).filter((name) => name.startsWith(prefix));
  await Promise.all(builds.slice(0, -KEPT_BUILDS).map((name) => caches.delete(name)));
}

/** A file of a build: of this one, of one that is kept beside it, or from the server. */
export async function ofBuild(file: Request | string, name: string): Promise<Response> {
  const cache = await caches.open(name);
  return (await cache.match(file)) ?? (await caches.match(file)) ?? fetch(file);
}
