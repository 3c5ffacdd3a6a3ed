import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

/** What is bundled goes out with its licence; the tests' set-up has built it. */
test.each([
  ["dist/cli/THIRD-PARTY-LICENSES.md", ["papaparse", "fast-png", "ml-matrix", "umap-js", "pure-rand"]],
  ["dist/cli/page/THIRD-PARTY-LICENSES.md", ["ml-matrix", "umap-js", "pure-rand"]],
  // In the page itself, in its workers, and in a worker of a worker.
  [
    "dist/app/THIRD-PARTY-LICENSES.md",
    ["lit", "uplot", "comlink", "papaparse", "umap-js", "@tensorflow/tfjs-core", "seedrandom"],
  ],
])("%s has the licences of %j", async (file, packages) => {
  const text = await readFile(file, "utf8");
  for (const name of packages) expect(text).toContain(`\n## ${name} `);
  expect(text.match(/copyright/gi)?.length).toBeGreaterThan(packages.length / 2);
  expect(text).not.toContain("(undefined)");
});

test("the page's visitors do not download its licences to work offline", async () => {
  const worker = await readFile("dist/app/service-worker.js", "utf8");
  expect(worker).toMatch(/assets\/index-/);
  expect(worker).not.toContain("LICENSES");
});
