// How the residents' app is built: served below /, with nothing from elsewhere, small before all.
import { defineConfig } from "vite";

import { buildName } from "./build/offline.ts";
import { residents, SOURCES } from "./build/residents.ts";

const root = import.meta.dirname;
const name = buildName(root, SOURCES);

export default defineConfig({
  base: "/",
  publicDir: "src/residents/public",
  define: { __BUILD__: JSON.stringify(name) },
  plugins: [residents(root, name)],
  build: {
    target: "es2020", // a telephone is kept for years
    outDir: "dist-residents",
    emptyOutDir: true,
    manifest: true, // .vite/manifest.json: the server names the files in its pages
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { main: "src/residents/main.tsx" } },
  },
});
