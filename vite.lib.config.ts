import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { kernelFacts } from "./scripts/kernel-facts.js";
import { wasmOnce } from "./scripts/wasm-once.js";

/** Leaves comments and indentation of shaders out of the bundle: a third of its size, and of no use to a driver. */
function bareShaders(): Plugin {
  return {
    name: "isthmus:bare-shaders",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(".wgsl?raw")) return undefined;
      const lines = (await readFile(id.replace("?raw", ""), "utf8")).split("\n");
      const bare = lines.map((line) => line.replace(/\/\/.*/, "").trim()).filter(Boolean);
      return `export default ${JSON.stringify(bare.join("\n"))}`;
    },
  };
}

/**
 * The library without dependencies, its WGSL inside: three entries, and parts that they share or load when they need them.
 * Types are TypeScript's own (tsconfig.build.json).
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: false,
  plugins: [kernelFacts(), bareShaders(), wasmOnce()],
  build: {
    outDir: "dist/lib",
    target: "es2022",
    sourcemap: true,
    minify: true,
    license: { fileName: "THIRD-PARTY-LICENSES.md" },
    lib: { entry: { index: "src/index.ts", data: "src/data.ts", formats: "src/formats.ts" }, formats: ["es"] },
    rolldownOptions: {
      output: {
        chunkFileNames: "parts/[name].js",
        // Cut into as many parts as its readers share, the core would be larger by a twentieth.
        codeSplitting: { groups: [{ name: "core", test: /src\/index\.ts$/ }] },
        // Vite leaves the white space of libraries, a tenth of their size, for fear of losing the comments by which
        // bundlers shake trees; those are kept here all the same.
        minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
      },
    },
  },
});
