// What the responders' page needs beside its scripts: a worker that knows every file, and a first view
// that stays small.
import { gzipSync } from "node:zlib";

import { build, type Plugin, type Rolldown } from "vite";

export const SOURCES = [
  ...["src/responder", "src/residents/contracts.ts", "src/residents/styles", "src/residents/words", "src/keeping", "src/worker"],
  ...["../kawamori/messages/responder", "package-lock.json", "vite.responder.config.ts", "build/responder.ts"],
];
const WORKER = "src/responder/worker/worker.ts";
const BASE = "/responder/";
const MOST_FIRST_VIEW = 40_000; // bytes of script, style and Japanese words, packed

type Bundle = Rolldown.OutputBundle;

const packed = (file: Bundle[string] | undefined): number =>
  file === undefined ? 0 : gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length;

/** All that a phone loads before the first view is complete, in Japanese. */
function firstView(bundle: Bundle): string[] {
  const withImports = (name: string): string[] => {
    const chunk = bundle[name];
    return chunk?.type === "chunk" ? [name, ...chunk.imports.flatMap(withImports)] : [];
  };
  const first = Object.values(bundle).filter(
    (file) => file.type === "chunk" && (file.isEntry || file.facadeModuleId?.endsWith("/responder/ja.json")),
  );
  const styles = Object.keys(bundle).filter((name) => name.endsWith(".css"));
  return [...new Set([...first.flatMap(({ fileName }) => withImports(fileName)), ...styles])];
}

/** Complete the build. The worker is built by itself: it can share no chunk with a page. */
export function responder(root: string, name: string): Plugin {
  let files: string[] = [];
  return {
    name: "kawamori-responder",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const built = Object.keys(bundle).filter((each) => each.startsWith("assets/"));
        files = ["", "manifest.webmanifest", "icons/192.png", ...built.sort()].map((each) => BASE + each);
        const first = firstView(bundle);
        const bytes = first.reduce((sum, each) => sum + packed(bundle[each]), 0);
        this.info(`first view: ${bytes} of ${MOST_FIRST_VIEW} bytes, packed (${first.join(", ")})`);
        if (bytes > MOST_FIRST_VIEW) this.error(`the first view has grown to ${bytes} bytes`);
      },
    },
    async writeBundle({ dir }) {
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: "warn",
        define: { __BUILD__: JSON.stringify(name), __FILES__: JSON.stringify(files) },
        build: {
          target: "es2022",
          outDir: dir ?? "dist-responder",
          emptyOutDir: false,
          rolldownOptions: { input: WORKER, output: { format: "iife", entryFileNames: "sw.js" } },
        },
      });
    },
  };
}
