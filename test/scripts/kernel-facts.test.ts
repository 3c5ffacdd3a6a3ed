import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "vite";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { factsOf, kernelFacts, readKernel } from "../../scripts/kernel-facts.js";

/** What a kernel's module says is what its shader says. */

const LIBRARY = `// Shares. Needs lib/deeper. The plan chooses LANES and
// WORKGROUP.
struct Layer {
  inputs: u32,
  units: u32,
}

override SHARED: bool;
const LANES = 1u;
`;

const KERNEL = `// A kernel. Needs WebGPU's feature "subgroups".
//
// The plan chooses SIDE.
// Uses lib/shared. Twin: src/reference/kernel.ts

override CODE: u32;
override SCALE: f32;

const SIDE = 8u;

struct Params {
  rows: u32,
  rate: f32,
}

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read> layers: array<Layer>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;
@group(0) @binding(4) var<uniform> step: Step;

@compute @workgroup_size(SIDE)
fn main() {
  let block = 1.0;
  y[0] = block;
}
`;

const STEP = "struct Step {\n  start: u32,\n}\n";

describe("factsOf", () => {
  it("reads bindings, params, overrides, sizes, the feature and the step", () => {
    expect(factsOf("kernel", [STEP, LIBRARY, KERNEL])).toEqual({
      name: "kernel",
      bindings: {
        x: { access: "read", scalar: "f32" },
        layers: { access: "read", scalar: "u32" },
        y: { access: "read_write", scalar: "f32" },
      },
      params: { rows: "u32", rate: "f32" },
      constants: { SHARED: "bool", CODE: "u32", SCALE: "f32" },
      sizes: ["LANES", "WORKGROUP", "SIDE"],
      feature: "subgroups",
      step: true,
    });
  });

  const changed = (from: string, to: string) => {
    if (!KERNEL.includes(from)) throw new Error(`The kernel has no ${from}.`);
    return factsOf("kernel", [STEP, LIBRARY, KERNEL.replace(from, to)]);
  };

  it("has no feature, size or step where the shader says nothing of one", () => {
    const plain = KERNEL.replace(/^(\/\/.*\n)+/, "// A kernel.\n").replace(/^.*step: Step;\n/m, "");
    const { feature, sizes, step } = factsOf("kernel", [plain.replace("array<Layer>", "array<u32>")]);
    expect({ feature, sizes, step }).toEqual({ feature: undefined, sizes: [], step: false });
  });

  it.each([
    ["a second group", "@group(0) @binding(1)", "@group(1) @binding(1)"],
    ["a number left out", "@binding(2)", "@binding(5)"],
    ["another uniform than params", "> params:", "> settings:"],
    ["another uniform than step", "> step:", "> settings:"],
  ])("refuses %s", (_, from, to) => {
    expect(() => changed(from, to)).toThrow(
      /^shaders\/kernel\.wgsl must bind, in group 0 and from 0 on, its buffers, then/,
    );
  });

  it("refuses what the runtime could not hand over", () => {
    expect(() => changed("array<f32>", "f32")).toThrow("must bind y as an array of one kind of number");
    expect(() => changed("array<f32>", "array<i32>")).toThrow("y is of i32; it must be f32 or u32");
    expect(() => changed("rate: f32", "rate: vec4f")).toThrow("params.rate must be of four bytes");
    expect(() => changed("rate: f32", "rate: i32")).toThrow("rate is of i32; it must be f32 or u32");
    expect(() => changed("SCALE: f32", "SCALE: i32")).toThrow("SCALE is of i32; it must be f32 or u32 or bool");
    expect(() => changed('"subgroups"', '"shader-f16"')).toThrow(
      'needs the feature "shader-f16", which no session asks',
    );
    const mixed = LIBRARY.replace("units: u32", "units: f32");
    expect(() => factsOf("kernel", [STEP, mixed, KERNEL])).toThrow(
      "must bind layers as an array of one kind of number",
    );
  });
});

describe("a kernel's files", () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "isthmus-test-"));
    await mkdir(file("lib"));
    await writeFile(file("lib/deeper.wgsl"), `// Lies under it.\n${STEP}`);
    await writeFile(file("lib/shared.wgsl"), LIBRARY);
    await writeFile(file("kernel.wgsl"), KERNEL);
    return () => rm(folder, { recursive: true, force: true });
  });

  it("are those that its header names and those that these need, each before it is needed, once", async () => {
    const names = ["lib/deeper.wgsl", "lib/shared.wgsl", "kernel.wgsl"];
    expect(readKernel(file("kernel.wgsl")).files).toEqual(names.map(file));
    await writeFile(file("twice.wgsl"), KERNEL.replace("Uses lib/shared", "Uses lib/shared, lib/deeper"));
    expect(readKernel(file("twice.wgsl")).files).toEqual(
      [...names.slice(0, 2), "twice.wgsl"].map((name) => file(name)),
    );
  });

  it("must be there", async () => {
    await writeFile(file("wrong.wgsl"), KERNEL.replace("Uses lib/shared", "Uses lib/none"));
    expect(() => readKernel(file("wrong.wgsl"))).toThrow(/There is no .*none\.wgsl, which a shader's header names/);
  });

  it("make a module anew when one of them changes", async () => {
    const server = await createServer({
      configFile: false,
      root: folder,
      logLevel: "error",
      cacheDir: file("cache"),
      server: { middlewareMode: true, hmr: false, ws: false },
      optimizeDeps: { noDiscovery: true, include: [] },
      plugins: [kernelFacts()],
    });
    try {
      const read = async () => (await server.ssrLoadModule("/kernel.wgsl?kernel")).default;
      const texts = await Promise.all(
        ["lib/deeper.wgsl", "lib/shared.wgsl", "kernel.wgsl"].map((name) => readFile(file(name), "utf8")),
      );
      expect(await read()).toEqual({ ...factsOf("kernel", texts), wgsl: texts });
      await writeFile(file("kernel.wgsl"), KERNEL.replace("rate: f32", "rate: u32"));
      await vi.waitFor(async () => expect((await read()).params).toEqual({ rows: "u32", rate: "u32" }), 20_000);
      await writeFile(file("lib/shared.wgsl"), LIBRARY.replace("SHARED: bool", "SHARED: u32"));
      await vi.waitFor(async () => expect((await read()).constants.SHARED).toBe("u32"), 20_000);
      expect((await read()).wgsl[1]).toContain("SHARED: u32");
    } finally {
      await server.close();
    }
  });
});
