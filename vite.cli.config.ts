/**
 * Builds the command line, in one go: `dist/cli/main.js` for Node, and `dist/cli/page/`, the page that it opens in a
 * headless Chrome. What package.json lists under `dependencies` stays outside; the rest is bundled.
 */
import { chmodSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import manifest from "./packages/isthmus-cli/package.json" with { type: "json" };
import { kernelFacts } from "./scripts/kernel-facts.js";
import { wasmOnce } from "./scripts/wasm-once.js";

/** The licences of what is bundled, which want to go with it. */
const license = { fileName: "THIRD-PARTY-LICENSES.md" };

export default defineConfig({
  root: "src/cli/page",
  base: "./",
  publicDir: false,
  plugins: [executable(), kernelFacts(), wasmOnce()],
  builder: {},
  environments: {
    client: {
      build: { outDir: "../../../dist/cli/page", emptyOutDir: true, target: "es2023", modulePreload: false, license },
    },
    ssr: {
      resolve: { noExternal: true, external: Object.keys(manifest.dependencies) },
      build: {
        ssr: true,
        outDir: "../../../dist/cli",
        emptyOutDir: false, // the page lies in it
        target: "node20",
        minify: false,
        license,
        rolldownOptions: {
          input: "src/cli/main.ts",
          output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
        },
      },
    },
  },
});

/** Lets `dist/cli/main.js` be run by its name. */
function executable(): Plugin {
  return {
    name: "executable",
    applyToEnvironment: ({ name }) => name === "ssr",
    writeBundle: ({ dir }) => chmodSync(`${dir}/main.js`, 0o755),
  };
}
