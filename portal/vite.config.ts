import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` talks to the host that `make run` started.
const host = process.env["MUSTER_HOST"] ?? "http://localhost:7071";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "~": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    target: "es2022",
    manifest: true,
    // The budget check reads the maps to say what a chunk is made of, and deletes them.
    sourcemap: "hidden",
    // An inlined asset would be a data: URL, which the Content-Security-Policy allows for images only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  test: {
    projects: [
      { extends: true, test: { name: "logic", include: ["tests/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "components",
          include: ["tests/components/*.test.tsx"],
          environment: "jsdom",
          setupFiles: "tests/components/setup.ts",
          // A busy machine takes seconds to look through a dialog by roles.
          testTimeout: 30_000,
          // Files share what they import: Fluent UI takes longer to load than its tests take.
          isolate: false,
          fileParallelism: false,
        },
      },
    ],
  },
  server: { proxy: { "/api": host, "/dev": host, "/config.json": host } },
});
