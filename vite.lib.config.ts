import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { kernelFacts } from "./scripts/kernel-facts.js";
import { Library, laterSeam } from "./scripts/later-seam.js";

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

const library = new Library(fileURLToPath(new URL("src", import.meta.url)));
const entry = fileURLToPath(new URL("src/index.ts", import.meta.url));
const core = library.neededBy(entry);
const shaders = library.shadersOf(entry);
/** Whether a module of the core fetches no parts, and may be needed by one before the rest of the core is there. */
const isBase = (id: string) => (core.has(id) && !library.fetches(id)) || shaders.has(id.replace(/\?raw$/, ""));

/** Decoders of pictures come from optional packages: they are half as large as all the rest, and few need them. */
function decodersAreInstalled(): Plugin {
  return {
    name: "isthmus:decoders-are-installed",
    enforce: "pre",
    resolveId: (specifier, importer) =>
      specifier === "./decoder-files.js" && importer
        ? fileURLToPath(new URL("src/data/decoder-packages.ts", import.meta.url))
        : undefined,
  };
}

/**
 * Has Papa Parse, which is no module, made one beside itself: among the readers it would run with any one of them, as a bundler
 * can't know that it does nothing else.
 */
function papaparseIsAPart(): Plugin {
  const id = "\0isthmus:papaparse";
  return {
    name: "isthmus:papaparse",
    enforce: "pre",
    resolveId: (specifier, importer) => (specifier === "papaparse" && importer !== id ? id : undefined),
    load: (loaded) => (loaded === id ? 'import Papa from "papaparse"; export default Papa;' : undefined),
  };
}

/**
 * The library without dependencies, its WGSL inside: three entries, and parts that they share or load when they need them.
 * Types are TypeScript's own (tsconfig.build.json).
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: false,
  plugins: [laterSeam(library), kernelFacts(), bareShaders(), decodersAreInstalled(), papaparseIsAPart()],
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
        // Cut into as many parts as its readers share, the core would be larger by a twentieth. But what fetches no parts stands
        // apart from what does: parts need the one, and where they are at hand (later.static.js) the other needs them.
        codeSplitting: {
          groups: [
            { name: "later", test: /isthmus:later$/, priority: 3 },
            { name: "base", test: isBase, priority: 2 },
            { name: "papaparse", test: /isthmus:papaparse$|node_modules\/papaparse/, priority: 2 },
            { name: "core", test: /src\/index\.ts$/, priority: 1 },
          ],
        },
        // Vite leaves the white space of libraries, a tenth of their size, for fear of losing the comments by which
        // bundlers shake trees; those are kept here all the same.
        minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
      },
    },
  },
});
