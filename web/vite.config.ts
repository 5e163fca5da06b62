// How the pages are built: one bundle, served by the API below /hq/, with nothing from elsewhere.
import { defineConfig } from "vite";

const api = process.env["KAWAMORI_API"] ?? "http://127.0.0.1:8000";
const calls = "^/hq/(session|me|config|runs|stations|alerts|deliveries|messages|orders|areas|stream|feeds)\\b";

export default defineConfig({
  base: "/hq/",
  build: { target: "es2022", chunkSizeWarningLimit: 1500 },
  server: { proxy: { [calls]: api } },
});
