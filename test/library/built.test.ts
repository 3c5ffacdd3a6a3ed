import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import type * as library from "../../src/index.js";
import { savedBytes } from "../exchange/saved-models.js";
import { usePage } from "../harness/browser.js";
import { filesIn } from "../laws/sources.js";

/** The library as it is published: cut into parts, minified, its shaders without their comments. */

const stems = filesIn("shaders")
  .filter((file) => /^[^/]+\.wgsl$/.test(file))
  .map((file) => file.replace(".wgsl", ""))
  .sort();
const browser = usePage();
let folder: string;
/**
 * The kernels that an autoencoder of dense layers, their units a multiple of four, needs to predict at its usual level, and what
 * stands on their pages.
 */
const IN_CORE = [
  "activation-gradient-quads",
  "bias-gradient",
  "bias-gradient-quads",
  "gather-quads",
  "matmul-quads",
  "matmul-subgroups",
];

let isthmus: typeof library;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "isthmus-test-"));
  await build({ configFile: "vite.lib.config.ts", logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
  isthmus = await import(/* @vite-ignore */ pathToFileURL(join(folder, "index.js")).href);
  return () => rm(folder, { recursive: true, force: true });
});

describe("the core", () => {
  it("has nothing of the float64 reference, and no kernel that only some networks need", async () => {
    const { sources } = JSON.parse(await readFile(join(folder, "parts/core.js.map"), "utf8")) as { sources: string[] };
    const shaders = sources.flatMap((source) => /shaders\/([^/]+)\.wgsl/.exec(source)?.[1] ?? []);
    expect([...new Set(shaders)].sort()).toEqual(IN_CORE);
    expect(sources.filter((source) => source.includes("src/reference/"))).toEqual([]);
  });
});

it("has errors that consoles show by their names, though classes have lost theirs", () => {
  const { IsthmusError, DataError, DeviceLostError } = isthmus;
  expect(inspect(new IsthmusError("what"))).toMatch(/^IsthmusError: what\n/);
  expect(inspect(new DataError("what"))).toMatch(/^DataError: what\n/);
  expect(inspect(new DeviceLostError("what", "unknown"))).toMatch(/^DeviceLostError: what\n/);
});

describe("the shaders", () => {
  it("compile without their comments and indentation", async () => {
    const sources = await Promise.all(stems.map((stem) => isthmus.kernelSource(stem)));
    expect(sources.filter((source) => /\/\/|^\s|\n\n/m.test(source))).toEqual([]);
    const errors = await browser.page.evaluate(async (codes) => {
      const { device } = await globalThis.harness.gpu();
      const here = codes.filter((code) => !code.startsWith("enable subgroups") || device.features.has("subgroups"));
      device.pushErrorScope("validation");
      const infos = await Promise.all(here.map((code) => device.createShaderModule({ code }).getCompilationInfo()));
      await device.popErrorScope();
      return infos.flatMap(({ messages }) => messages.map(({ message }) => message));
    }, sources);
    expect(errors).toEqual([]);
  });
});

describe("for bundlers", () => {
  it("there is the same without an import(), and what reaches for Node left out", async () => {
    const [later, fixed] = await Promise.all(
      ["later", "later.static"].map((name) => readFile(join(folder, `parts/${name}.js`), "utf8")),
    );
    const parts = (code: string, pattern: RegExp) => [...code.matchAll(pattern)].map(([, name]) => name).sort();
    const nodeOnly = ["./mnist-package.js", "./wasm-decoders.js"];
    const fetched = [...new Set(parts(later ?? "", /import\(["'`]([^"'`]+)/g))];
    expect(fetched).toEqual(expect.arrayContaining([...nodeOnly, "./keras.js", "./fit-run.js"]));
    expect(parts(fixed ?? "", /^import\*as \w+ from"([^"]+)"|;import\*as \w+ from"([^"]+)"/g).length).toBe(
      fetched.length - nodeOnly.length,
    );
    expect(fixed).not.toMatch(/import\(/);
    const names = async (name: string) =>
      Object.keys(await import(/* @vite-ignore */ pathToFileURL(join(folder, "parts", name)).href));
    expect((await names("later.static.js")).sort()).toEqual((await names("later.js")).sort());
  });
});

describe("the entries", () => {
  it("isthmus plans a network whose kernels are not in the core", async () => {
    const { convolutional } = isthmus.PRESETS;
    const rows = await isthmus.describePlan(convolutional(), { kind: "train", batchSize: 2, level: "naive" });
    expect(rows.map(({ kernel }) => kernel)).toContain("conv2d");
  });

  it("isthmus/data throws the errors of isthmus", async () => {
    const { datasetFromCsv } = await import(/* @vite-ignore */ pathToFileURL(join(folder, "data.js")).href);
    expect(() => datasetFromCsv(new TextEncoder().encode("1,x\n"), { name: "t.csv" })).toThrow(isthmus.IsthmusError);
  });

  it("isthmus/formats exports a model and imports it again, by parts that are loaded when they are asked for", async () => {
    const { exportModel, importModel } = await import(
      /* @vite-ignore */ pathToFileURL(join(folder, "formats.js")).href
    );
    const later = await readFile(join(folder, "parts/later.js"), "utf8");
    expect(later).toMatch(/import\(["'`]\.\/keras\.js["'`]\)/);
    const model = savedBytes({ input: 3, encoder: [isthmus.dense(2)], decoder: [isthmus.dense(3)] });
    const [file] = await exportModel(model, "keras");
    const back = isthmus.decodeSafetensors(await importModel(file.bytes, file.name));
    expect(back.tensors).toEqual(isthmus.decodeSafetensors(model).tensors);
    await expect(importModel(new Uint8Array(3), "x.keras")).rejects.toThrow(isthmus.FormatError);
  });
});
