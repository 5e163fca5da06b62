// What the residents' pages need beside their scripts: a worker that knows every file, a manifest a
// language, and a first view that stays small.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { build, type Plugin, type Rolldown } from "vite";

import { LANGUAGES, TAGS } from "../src/residents/contracts.ts";

export const SOURCES = [
  ...["src/residents", "src/rivers", "src/keeping", "src/worker", "../kawamori/messages/residents"],
  ...["package-lock.json", "vite.residents.config.ts", "build/residents.ts"],
];
const WORDS = "../kawamori/messages/residents";
const WORKER = "src/residents/worker/worker.ts";
const MOST_FIRST_VIEW = 30_000; // bytes of script and style, packed: beside 10 kB of page and some data

const ICONS = [
  { src: "/icons/icon.svg", sizes: "any", type: "image/svg+xml" },
  { src: "/icons/192.png", sizes: "192x192", type: "image/png" },
  { src: "/icons/512.png", sizes: "512x512", type: "image/png" },
  { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
];

type Bundle = Rolldown.OutputBundle;

function manifest(root: string, language: string): string {
  const words = JSON.parse(readFileSync(join(root, WORDS, `now/${language}.json`), "utf-8")) as Record<string, string>;
  const said = (key: string) => (words[key] ?? "").replace(/《[^》]*》/g, "");
  return JSON.stringify({
    name: said("page.short"),
    short_name: said("page.short"),
    description: said("page.about"),
    lang: TAGS[language] ?? language,
    dir: "ltr",
    id: "/",
    start_url: language === "ja" ? "/" : `/${language}/`,
    scope: "/",
    display: "standalone",
    background_color: "#ffffff",
    theme_color: "#0b3d5c",
    icons: ICONS,
  });
}

const packed = (file: Bundle[string] | undefined): number =>
  file === undefined ? 0 : gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length;

/** All that a phone loads before the first view is complete, in Japanese. */
function firstView(bundle: Bundle): string[] {
  const withImports = (name: string): string[] => {
    const chunk = bundle[name];
    return chunk?.type === "chunk" ? [name, ...chunk.imports.flatMap(withImports)] : [];
  };
  const first = Object.values(bundle).filter(
    (file) => file.type === "chunk" && (file.isEntry || file.facadeModuleId?.endsWith("/now/ja.json")),
  );
  const styles = Object.keys(bundle).filter((name) => /\/main-[\w-]+\.css$/.test(name));
  return [...new Set([...first.flatMap(({ fileName }) => withImports(fileName)), ...styles])];
}

/** What the worker keeps: all parts of the app, and of the words those of a phone's own language. */
function kept(bundle: Bundle): { __FILES__: string; __WORDS__: string } {
  const files = ["/icons/192.png", "/icons/badge.png", "/icons/icon.svg"];
  const words: Record<string, string[]> = {};
  for (const [name, file] of Object.entries(bundle)) {
    if (!name.startsWith("assets/")) continue;
    const from = file.type === "chunk" ? (file.facadeModuleId ?? "") : "";
    const language = /messages\/residents\/\w+\/([\w-]+)\.json$/.exec(from)?.[1];
    if (language === undefined) files.push(`/${name}`);
    else (words[language] ??= []).push(`/${name}`);
  }
  return { __FILES__: JSON.stringify(files.sort()), __WORDS__: JSON.stringify(words) };
}

/** Complete the residents' build. The worker is built by itself: it can share no chunk with a page. */
export function residents(root: string, name: string): Plugin {
  let keeps = {};
  return {
    name: "kawamori-residents",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        keeps = kept(bundle);
        for (const language of LANGUAGES) {
          this.emitFile({ type: "asset", fileName: `manifest-${language}.webmanifest`, source: manifest(root, language) });
        }
        this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source: manifest(root, "ja") });
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
        define: { __BUILD__: JSON.stringify(name), ...keeps },
        build: {
          target: "es2020",
          outDir: dir ?? "dist-residents",
          emptyOutDir: false,
          rolldownOptions: { input: WORKER, output: { format: "iife", entryFileNames: "sw.js" } },
        },
      });
    },
  };
}
