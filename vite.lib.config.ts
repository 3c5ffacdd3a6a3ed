import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The library: one file without dependencies, its WGSL inside. Types are TypeScript's own (tsconfig.build.json). */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: false,
  build: {
    outDir: "dist/lib",
    target: "es2022",
    sourcemap: true,
    minify: true,
    license: { fileName: "THIRD-PARTY-LICENSES.md" },
    lib: { entry: "src/index.ts", formats: ["es"], fileName: "index" },
  },
});
