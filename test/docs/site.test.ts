import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { preview } from "vite";
import { beforeAll, expect, test } from "vitest";
import { OPERATIONS } from "../../src/operations/operations.js";
import { connectToBrowser } from "../harness/browser.js";

/** The site as it is built: VitePress itself refuses links that lead nowhere. */

const run = promisify(execFile);
const SITE = "dist/docs";

beforeAll(async () => {
  await run("npm", ["run", "docs"], { maxBuffer: 2 ** 26 });
}, 1_200_000);

const files = (folder: string) => readdirSync(join(SITE, folder));

test("every kernel has a page with its WGSL and its twin", () => {
  const kernels = readdirSync("shaders").filter((file) => file.endsWith(".wgsl"));
  expect(files("atlas")).toEqual(expect.arrayContaining(kernels.map((file) => file.replace(".wgsl", ".html"))));
  const adadelta = readFileSync(join(SITE, "atlas/adadelta.html"), "utf8");
  for (const part of ["@compute", "src/reference/adadelta.ts", "DELTA_ERROR", "a ← ρ a + (1 − ρ) g²"]) {
    expect(adadelta.replaceAll(/<[^>]*>/g, "")).toContain(part);
  }
  expect(Object.keys(OPERATIONS).length).toBeGreaterThan(30);
});

test("links between pages are links", () => {
  const linksOf = (page: string) => {
    const [, content = ""] = /<main(.*?)<\/main>/s.exec(readFileSync(join(SITE, page), "utf8")) ?? [];
    return [...content.matchAll(/<a href="([^"]*)"/g)].map(([, link]) => link);
  };
  expect(linksOf("index.html")).toEqual(
    expect.arrayContaining(["/start/page.html", "/guide/own-data.html", "/api/", "/atlas/", "/measured/"]),
  );
  expect(linksOf("start/page.html")).toEqual(
    expect.arrayContaining(["/guide/callbacks.html", "/api/index/interfaces/Dataset.html"]),
  );
  expect(linksOf("adding-a-layer.html").length).toBeGreaterThan(0);
});

test("every export has a page, and all that they have is documented", async () => {
  const docs = join(process.cwd(), "docs");
  const typedoc = join(
    dirname(createRequire(join(docs, "package.json")).resolve("typedoc/package.json")),
    "bin/typedoc",
  );
  const { stdout, stderr } = await run(process.execPath, [typedoc, "--emit", "none", "--validation.notDocumented"], {
    cwd: docs,
  });
  const complaints = `${stdout}${stderr}`
    .split("\n")
    .flatMap((line) => /(\S+) \((\w+)\), .* does not have any documentation/.exec(line)?.[1] ?? []);
  // What only tells one kind of thing from others, and literal types, which their owner's text describes.
  const apart = (name: string) => /(\.__type\.|\.(type|kind|name|method|version)$)/.test(name);
  expect(complaints.filter((name) => !apart(name))).toEqual([]);
});

test("pages ask nobody else for anything, and are no wider than a phone", async () => {
  const server = await preview({
    configFile: false,
    logLevel: "error",
    build: { outDir: SITE },
    preview: { port: 4198 },
  });
  const [url = ""] = server.resolvedUrls?.local ?? [];
  const browser = await connectToBrowser();
  const page = await browser.newPage();
  try {
    const requests: string[] = [];
    page.on("request", (request) => void requests.push(request.url()));
    await page.setViewport({ width: 390, height: 844 });
    for (const path of [
      "index.html",
      "start/page.html",
      "atlas/adadelta.html",
      "api/index/interfaces/FitOptions.html",
      "coming-from/keras.html",
    ]) {
      await page.goto(`${url}${path}`, { waitUntil: "networkidle0" });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
    expect(requests.filter((asked) => !asked.startsWith(url) && !/^(data|blob):/.test(asked))).toEqual([]);
  } finally {
    await page.close();
    await browser.disconnect();
    await server.close();
  }
});
