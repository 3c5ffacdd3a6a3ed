import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig } from "vitepress";
import { onSite } from "../../scripts/docs/links.js";

const docs = fileURLToPath(new URL("..", import.meta.url));
const root = join(docs, "..");

const icon = readFileSync(join(root, "src/app/icon.svg"), "utf8");

const page = (text: string, link: string) => ({ text, link });

/** A page for each file of a folder, which is made before the site is. */
function pagesIn(folder: string): DefaultTheme.SidebarItem[] {
  const files = existsSync(join(docs, folder)) ? readdirSync(join(docs, folder)) : [];
  const names = files.filter((file) => file.endsWith(".md") && !/^(index|README)\.md$/.test(file));
  return names.map((file) => page(file.replace(".md", ""), `/${folder}/${file.replace(".md", "")}`));
}

const ENTRIES = [
  ["index", "isthmus"],
  ["data", "isthmus/data"],
  ["formats", "isthmus/formats"],
] as const;
const KINDS = ["classes", "functions", "interfaces", "type-aliases", "variables"];

/**
 * The exports of every entry, by what they are: all of the folder that is open, of the others the way there. All of all would be most of
 * every page's bytes.
 */
function exportsFrom(open?: string): DefaultTheme.SidebarItem[] {
  const kinds = (entry: string) =>
    KINDS.flatMap((kind): DefaultTheme.SidebarItem[] => {
      const items = pagesIn(`api/${entry}/${kind}`);
      const text = kind.charAt(0).toUpperCase() + kind.slice(1).replace("-", " ");
      const [first] = items;
      if (!first?.link) return [];
      return [open === `${entry}/${kind}` ? { text, items } : page(text, first.link)];
    });
  return ENTRIES.map(([entry, text]) => ({ text, link: `/api/${entry}/`, items: kinds(entry) }));
}

const API = Object.fromEntries(
  ENTRIES.flatMap(([entry]) => KINDS.map((kind) => [`/api/${entry}/${kind}/`, exportsFrom(`${entry}/${kind}`)])),
);

const GUIDE: DefaultTheme.SidebarItem[] = [
  {
    text: "Quick start",
    items: [
      page("A page", "/start/page"),
      page("Node", "/start/node"),
      page("The command line", "/start/command-line"),
    ],
  },
  {
    text: "Guides",
    items: [
      page("Own data", "/guide/own-data"),
      page("Denoising", "/guide/denoising"),
      page("Anomaly detection", "/guide/anomalies"),
      page("Variational models", "/guide/variational"),
      page("Workers", "/guide/workers"),
      page("Sharing a GPUDevice", "/guide/sharing-a-device"),
      page("Saving", "/guide/saving"),
      page("Callbacks and plots", "/guide/callbacks"),
      page("Export and import", "/guide/export"),
      page("Reproducibility", "/guide/reproducibility"),
      page("Without a GPU", "/guide/without-a-gpu"),
    ],
  },
  {
    text: "Coming from",
    items: [page("Keras", "/coming-from/keras"), page("TensorFlow.js", "/coming-from/tensorflow-js")],
  },
  {
    text: "How it is made",
    items: [
      page("How it is verified", "/verified"),
      page("How it is measured", "/measured/"),
      page("Loss curves", "/curves/"),
      page("Adding a layer", "/adding-a-layer"),
    ],
  },
];

/** Static, for any folder of any server that sends `page.html` for `page`; nothing is asked of anyone else. */
export default defineConfig({
  title: "Isthmus",
  description: "Autoencoders trained on WebGPU with hand-written WGSL kernels.",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  outDir: "../dist/docs",
  cacheDir: "../node_modules/.cache/vitepress",
  rewrites: { "curves/README.md": "curves/index.md" },
  srcExclude: ["parts/**"],
  // Every sidebar, once for all pages: in each page's HTML they would be half of the site.
  metaChunk: true,
  markdown: {
    theme: { light: "github-light", dark: "github-dark" },
    config(markdown) {
      // Links to sources, which have no page, are plain text; those to other files of the repository lead to their pages.
      markdown.core.ruler.push("isthmus-links", ({ tokens, env }) => {
        const path = env.realPath ?? env.path;
        if (path === undefined) return; // the title alone, to be shown in the tab
        const from = relative(root, path);
        for (const { children } of tokens) {
          const open: boolean[] = [];
          for (const token of children ?? []) {
            if (token.type === "link_open") {
              const link = token.attrGet("href") ?? "";
              const target = from.startsWith("docs/api/") ? link : onSite(link, from);
              open.push(target !== undefined);
              if (target === undefined) Object.assign(token, { type: "source_open", tag: "span", attrs: null });
              else token.attrSet("href", target);
            } else if (token.type === "link_close" && !open.pop())
              Object.assign(token, { type: "source_close", tag: "span" });
          }
        }
      });
    },
  },
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      page("Guide", "/start/page"),
      page("API", "/api/"),
      page("Kernel atlas", "/atlas/"),
      page("Measured", "/measured/"),
    ],
    sidebar: {
      "/": GUIDE,
      ...API,
      "/api/": exportsFrom(),
      "/atlas/": [
        { text: "Kernels", link: "/atlas/", items: pagesIn("atlas") },
        { text: "Shared functions", collapsed: true, items: pagesIn("atlas/lib") },
      ],
      "/measured/": [{ text: "How it is measured", link: "/measured/", items: pagesIn("measured") }, ...GUIDE],
    },
  },
});
