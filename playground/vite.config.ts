import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const built = "built/app";

/**
 * Replaces each file by its gzip, the form in which it is embedded and served. Writes the index last: its presence
 * means that the app is complete.
 */
const compressed: Plugin = {
  name: "compressed",
  closeBundle() {
    const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    files.sort((a, b) => Number(a.name === "index.html") - Number(b.name === "index.html"));
    for (const entry of files) {
      const file = join(entry.parentPath, entry.name);
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      rmSync(file);
    }
  },
};

// All addresses are relative, so that the app can be served under any path. The page itself is at /playground.
export default defineConfig({
  base: "./",
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === "html" ? `playground/${file}` : { relative: true }),
  },
  logLevel: "error",
  plugins: [react(), compressed],
  build: { outDir: built, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 4000 },
});
