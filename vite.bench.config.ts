/**
 * Builds the benchmark: `dist/bench/main.js` for Node, and `dist/bench/page/`, the page with our code and everyone
 * else's. Nothing else is built with the peers in it, and neither is published.
 */
import { defineConfig } from "vite";
import manifest from "./packages/isthmus-cli/package.json" with { type: "json" };
import { kernelFacts } from "./scripts/kernel-facts.js";

export default defineConfig({
  root: "bench/page",
  base: "./",
  publicDir: false,
  plugins: [kernelFacts()],
  worker: { plugins: () => [kernelFacts()] },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: "../../dist/bench/page",
        emptyOutDir: true,
        target: "es2023",
        modulePreload: false,
        // TensorFlow.js hands the text of one of its functions to its WASM threads, with names that a minifier changes.
        minify: false,
        // TensorFlow.js's .wasm files travel inside the script: the page's server knows no such files.
        assetsInlineLimit: Number.MAX_SAFE_INTEGER,
        chunkSizeWarningLimit: Number.MAX_SAFE_INTEGER,
        reportCompressedSize: false,
        rolldownOptions: { input: ["bench/page/index.html", "bench/page/start.html"] },
      },
    },
    ssr: {
      resolve: { noExternal: true, external: Object.keys(manifest.dependencies) },
      build: {
        ssr: true,
        outDir: "../../dist/bench",
        emptyOutDir: false, // the page lies in it
        target: "node20",
        minify: false,
        rolldownOptions: {
          input: ["bench/main.ts", "bench/readme-table.ts"],
          output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
        },
      },
    },
  },
});
