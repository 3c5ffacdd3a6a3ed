import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { project, run, tool, toolFile } from "./project.js";

let folder: string;

beforeAll(async () => {
  folder = await project("package", {});
});

describe("what is installed", () => {
  it("is one package of less than 1 MB", async () => {
    const modules = join(folder, "node_modules");
    expect((await readdir(modules)).filter((name) => !name.startsWith("."))).toEqual(["isthmus"]);
    const entries = await readdir(join(modules, "isthmus"), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(1_000_000);
    expect(files.map((file) => file.slice(dirname(file).length + 1))).toEqual(
      expect.arrayContaining(["README.md", "LICENSE", "THIRD-PARTY-LICENSES.md"]),
    );
  });

  it.each(["library", "cli"] as const)("publint warns of nothing in the %s", async (name) => {
    // Below warnings it suggests the condition "browser" of `exports` in place of the field: which file takes another's place
    // within the package, that can't say, and `imports`, which could, no page without a bundler follows.
    const said = await tool(folder, "publint/src/cli.js", [inject(name), "--strict", "--level", "warning"]);
    expect(said).toMatch(/All good!/);
  });

  it("arethetypeswrong has nothing to say, but that it is ESM", async () => {
    const args = [inject("library"), "--ignore-rules", "cjs-resolves-to-esm", "--no-emoji"];
    const said = await tool(folder, "@arethetypeswrong/cli/dist/index.js", args);
    expect(said).toMatch(/No problems found/);
  });
});

describe("what a bundle of one function has, gzipped", () => {
  it.each([
    ["dense", "isthmus", 3],
    ["PRESETS", "isthmus", 5],
    ["datasetOf", "isthmus", 3],
    ["parseIdx", "isthmus/data", 4],
    ["roc", "isthmus/data", 3],
  ])("%s of %s: at most %d KiB, nothing of the runtime", async (name, from, limit) => {
    const input = `only-${name}.js`;
    await writeFile(join(folder, input), `export { ${name} } from "${from}";\n`);
    await mkdir(join(folder, "out"), { recursive: true });
    const output = join(folder, "out", input);
    await run(folder, toolFile(".bin/esbuild"), [input, "--bundle", "--minify", "--format=esm", `--outfile=${output}`]);
    const code = await readFile(output);
    expect(gzipSync(code, { level: 9 }).length / 1024).toBeLessThan(limit);
    expect(code.toString()).not.toMatch(/@compute|createComputePipeline|requestAdapter/);
  });
});
