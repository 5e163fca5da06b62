// What the service worker needs to know of a build: its name, and every file of it.
//
// The name is a digest of what the pages are made from, so that the same sources are the same
// version wherever they are built. It is also told in build.json, for the API to tell.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

const SOURCES = [
  ...["api", "hq", "keeping", "map", "rivers", "words", "worker"].map((folder) => `src/${folder}`),
  ...["public", "index.html", "package-lock.json", "vite.config.ts"],
];
export const WORKER = "sw";

function filesBelow(path: string): string[] {
  try {
    return readdirSync(path).sort().flatMap((name) => filesBelow(join(path, name)));
  } catch {
    return [path];
  }
}

/** The name of a build: a digest of its sources. */
export function buildName(root: string, sources: readonly string[] = SOURCES): string {
  const digest = createHash("sha256");
  for (const path of sources.flatMap((source) => filesBelow(join(root, source)))) {
    digest.update(path.slice(root.length)).update("\0").update(readFileSync(path));
  }
  return digest.digest("hex").slice(0, 12);
}

/** Tell the worker which files to keep, and whoever asks which build this is. */
export function offline(base: string, build: string): Plugin {
  return {
    name: "kawamori-offline",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[`${WORKER}.js`];
        if (worker?.type !== "chunk") throw new Error("the build has no service worker");
        if (worker.imports.length > 0 || worker.exports.length > 0) {
          throw new Error(`the service worker must stand alone, but shares ${worker.imports.join()}`);
        }
        const built = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
        const files = ["", "manifest.webmanifest", "icons/192.png", ...built.sort()].map((name) => base + name);
        worker.code = `const __FILES__=${JSON.stringify(files)};\n${worker.code}`;
        this.emitFile({ type: "asset", fileName: "build.json", source: JSON.stringify({ build }) });
      },
    },
  };
}
