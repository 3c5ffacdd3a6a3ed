import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  htmlFor,
  IN_PAGE,
  IN_WORKER,
  program,
  project,
  resultsOf,
  run,
  STARTS_WORKER,
  tool,
  toolFile,
} from "./project.js";
import { IS_QUICK } from "./quick.js";

/** The program, run as every bundler makes it, ends as it does without one: to the bit. */

let text: string;
let expected: unknown;

/** A page that runs the program, and one that has a worker do so. */
const sources = () => ({
  "program.js": text,
  "page.js": IN_PAGE,
  "worker.js": IN_WORKER,
  "starts-worker.js": STARTS_WORKER,
  "index.html": htmlFor("./page.js"),
  "worker.html": htmlFor("./starts-worker.js"),
});
const PAGES = ["index.html", "worker.html"];

beforeAll(async () => {
  text = await program();
  const map = { imports: Object.fromEntries(["index", "data", "formats"].map(addressOf)) };
  const page = htmlFor("./page.js").replace("<body>", `<script type="importmap">${JSON.stringify(map)}</script><body>`);
  const folder = await project("import-map", { ...sources(), "index.html": page });
  [expected] = await resultsOf(folder);
});

const addressOf = (name: string) => [
  name === "index" ? "isthmus" : `isthmus/${name}`,
  `./node_modules/isthmus/${name}.js`,
];

it("a page with an import map, without a bundler", () => {
  expect(expected).toMatchObject({ codes: [64, 2], same: true, refused: true });
  const { history, image } = expected as { history: number[]; image: number[] };
  expect([...history, ...image].every(Number.isFinite)).toBe(true);
  expect([history.length, image.length]).toEqual([2, 16]);
});

describe("Vite 8, by its defaults", () => {
  it("page and worker", async () => {
    const main = `${IN_PAGE.replace("use()", "(location.search ? fromWorker() : use())")}
function fromWorker() {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  return new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
}
`;
    const folder = await project("vite", { ...sources(), "page.js": main });
    await tool(folder, "vite/bin/vite.js", ["build"]);
    expect(await resultsOf(join(folder, "dist"), ["index.html", "index.html?worker"])).toEqual([expected, expected]);
    const assets = await readdir(join(folder, "dist", "assets"));
    const worker = assets.find((name) => name.startsWith("worker-")) ?? "";
    // As one script that is no module: what can't be split.
    expect(await readFile(join(folder, "dist", "assets", worker), "utf8")).toMatch(/^\(function\(/);
  });
});

describe.skipIf(IS_QUICK)("webpack 5", () => {
  // In development nothing is left out, and modules run in the order in which they are found.
  it.each(["production", "development"])("page and worker, mode %s", async (mode) => {
    const folder = await project("webpack", {
      ...sources(),
      "build.cjs": `require(${JSON.stringify(toolFile("webpack/lib/index.js"))})({
        mode: ${JSON.stringify(mode)}, context: __dirname, devtool: false,
        entry: { page: "./page.js", "starts-worker": "./starts-worker.js" },
        output: { path: __dirname + "/dist", filename: "[name].js", publicPath: "auto" },
        performance: { hints: false },
      }, (error, stats) => {
        if (!error && !stats.hasErrors() && !stats.hasWarnings()) return;
        console.error(error ?? stats.toString());
        process.exitCode = 1;
      });`,
    });
    await run(folder, process.execPath, ["build.cjs"]);
    for (const name of PAGES) await writeFile(join(folder, "dist", name), sources()[name as "index.html"]);
    expect(await resultsOf(join(folder, "dist"), PAGES)).toEqual([expected, expected]);
  });
});

describe("esbuild", () => {
  it.each([
    ["one script", ["--format=iife"]],
    ["split modules", ["--format=esm", "--splitting"]],
  ])("as %s, page and worker", async (_, format) => {
    const folder = await project("esbuild", sources());
    const entries = ["page.js", "worker.js", ...(format.length > 1 ? ["starts-worker.js"] : [])];
    const args = [...entries, "--bundle", "--minify", "--outdir=dist", "--log-level=warning", ...format];
    await run(folder, toolFile(".bin/esbuild"), args);
    const starts = STARTS_WORKER.replace('new URL("./worker.js", import.meta.url)', '"./worker.js"');
    if (format.length === 1) await writeFile(join(folder, "dist", "starts-worker.js"), starts);
    for (const name of PAGES) await writeFile(join(folder, "dist", name), sources()[name as "index.html"]);
    expect(await resultsOf(join(folder, "dist"), PAGES)).toEqual([expected, expected]);
  });
});

describe.skipIf(IS_QUICK)("Rollup", () => {
  it.each([
    ["for browsers, as one script", "{ browser: true }", "iife"],
    ["as it resolves by itself, in parts", "{}", "es"],
  ])("%s", async (_, options, format) => {
    const folder = await project("rollup", {
      ...sources(),
      "build.js": `import { rollup } from ${JSON.stringify(pathToFileURL(toolFile("rollup/dist/es/rollup.js")).href)};
import resolve from ${JSON.stringify(pathToFileURL(toolFile("@rollup/plugin-node-resolve/dist/es/index.js")).href)};
const bundle = await rollup({
  input: "page.js", plugins: [resolve(${options})],
  onwarn: (warning) => { if (warning.code !== "CIRCULAR_DEPENDENCY") throw new Error(warning.message); },
});
await bundle.write({ dir: "dist", format: ${JSON.stringify(format)} });
`,
    });
    await run(folder, process.execPath, ["build.js"]);
    await writeFile(join(folder, "dist", "index.html"), sources()["index.html"]);
    expect(await resultsOf(join(folder, "dist"))).toEqual([expected]);
  });
});

it.skipIf(IS_QUICK)("Parcel 2, page and worker", async () => {
  const folder = await project("parcel", sources());
  await tool(folder, "parcel/lib/bin.js", [
    "build",
    ...PAGES,
    "--no-cache",
    "--public-url",
    "./",
    "--log-level",
    "warn",
  ]);
  expect(await resultsOf(join(folder, "dist"), PAGES)).toEqual([expected, expected]);
});
