import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

import { mockApi } from "./dev/mock.ts";

/**
 * The service worker keeps its name, because a browser looks for a new one at the same address; all else is named by
 * its content. With DRAMAPORT_MOCK=<folder of a drama's releases> `vite` and `vite preview` answer the API themselves;
 * with DRAMAPORT_API=<address> they hand it on to a running server.
 */
const releases = process.env["DRAMAPORT_MOCK"];
const api = process.env["DRAMAPORT_API"] ?? "http://127.0.0.1:8000";
const proxy = releases ? {} : { "/v1": api, "/m": api };

export default defineConfig({
  plugins: [svelte(), ...(releases ? [mockApi(releases)] : [])],
  server: { proxy },
  preview: { proxy },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { index: "index.html", sw: "src/sw.ts" },
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
