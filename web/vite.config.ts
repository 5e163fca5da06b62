// How the pages are built: one bundle, served by the API below /hq/, with nothing from elsewhere.
import { defineConfig } from "vite";

import { buildName, offline, WORKER } from "./build/offline.ts";

const api = process.env["KAWAMORI_API"] ?? "http://127.0.0.1:8000";
const calls = "^/hq/(session|sessions|staff|acts|me|config|runs|stations|alerts|deliveries|messages|orders|chronology|areas|shelters|cameras|passages|official|inbound|offices|responders|readiness|callouts|tasks|interlock|withdraw-orders|incidents|notes|requests|reports|moments|silences|assignees|admin|phrases|stream|feeds|status)\\b";

const base = "/hq/";
const build = buildName(import.meta.dirname);

export default defineConfig({
  base,
  define: { __BUILD__: JSON.stringify(build) },
  plugins: [offline(base, build)],
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: { index: "index.html", [WORKER]: "src/worker/worker.ts" },
      output: {
        entryFileNames: ({ name }) => (name === WORKER ? `${WORKER}.js` : "assets/[name]-[hash].js"),
      },
    },
  },
  server: { proxy: { [calls]: api } },
});
