// How the responders' page is built: served by the API below /responder/, small before all.
import { defineConfig } from "vite";

import { buildName } from "./build/offline.ts";
import { responder, SOURCES } from "./build/responder.ts";

const root = import.meta.dirname;
const name = buildName(root, SOURCES);

export default defineConfig({
  root: "src/responder",
  base: "/responder/",
  define: { __BUILD__: JSON.stringify(name) },
  plugins: [responder(root, name)],
  build: {
    target: "es2022",
    outDir: "../../dist-responder",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: ["../../.."] }, proxy: { "^/(responders|public)\\b": process.env["KAWAMORI_API"] ?? "http://127.0.0.1:8000" } },
});
