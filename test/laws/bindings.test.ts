import { describe, expect, it } from "vitest";
import { KERNELS, loadKernels } from "../../src/kernels/kernels.js";
import { ACTIVATION_CODE } from "../../src/operations/codes.js";
import type { Numbers } from "../../src/operations/operation.js";
import { STEP_FIELDS } from "../../src/operations/step.js";
import { EPSILON, LARGEST_LOGIT, ONE_MINUS_EPSILON } from "../../src/reference/bce.js";
import { LANES } from "../../src/reference/dense-rows.js";
import { BLOCK } from "../../src/reference/row-loss.js";
import { textOf } from "./sources.js";

/** What every adapter can run, and what TypeScript must know of a shader beyond its facts (scripts/kernel-facts.ts). */

/** The step as the runtime writes it, four bytes each. */
const STEP = STEP_FIELDS.map(([name, type]) => `${name}: ${type}`);

/** Every adapter has at least these. */
const MOST_STORAGE_BUFFERS = 8;
const MOST_INVOCATIONS = 256;

await loadKernels();

describe.each([...KERNELS.values()].map((kernel) => [kernel.name, kernel] as const))("%s", (_, kernel) => {
  const wgsl = kernel.wgsl.join("\n");

  it("binds no more buffers than every adapter can", () => {
    expect(Object.keys(kernel.bindings).length).toBeGreaterThan(0);
    expect(Object.keys(kernel.bindings).length).toBeLessThanOrEqual(MOST_STORAGE_BUFFERS);
  });

  it("takes its inputs first, then what it writes", () => {
    const accesses = Object.values(kernel.bindings).map(({ access }) => access);
    expect(accesses).toEqual([...accesses].sort());
    expect(accesses).toContain("read_write");
  });

  it("has no override constant with a default", () => {
    expect(wgsl).not.toMatch(/^override [^;]*=/m);
  });

  it("has a line for each size that a plan may choose", () => {
    for (const name of kernel.sizes) expect(constant(wgsl, name)).toBeGreaterThan(0);
    expect(kernel.sizes.filter((name) => Object.hasOwn(kernel.constants, name))).toEqual([]);
    expect(kernel.sizes).toEqual([...new Set(kernel.sizes)]);
  });

  it("has one entry point, in workgroups that every adapter can run", () => {
    expect(wgsl.match(/^@compute @workgroup_size\([\w, ]+\)\nfn \w+/gm)?.map((line) => line.split(" ").at(-1))).toEqual(
      ["main"],
    );
    expect(wgsl.match(/@(compute|vertex|fragment)\b/g)).toEqual(["@compute"]);
    expect(sizesOfWorkgroup(wgsl).reduce((product, size) => product * size, 1)).toBeLessThanOrEqual(MOST_INVOCATIONS);
  });

  it("is plain WGSL, not a template", () => {
    expect(wgsl).not.toContain("${");
  });

  it("is counted by params and constants that it has", () => {
    const params = onlyOf(Object.keys(kernel.params));
    // Any other number stands in the shader.
    const chosen = Object.fromEntries([...Object.keys(kernel.constants), ...kernel.sizes].map((name) => [name, 4]));
    expect(kernel.workgroups(params, chosen)).toBeGreaterThanOrEqual(1);
  });
});

/** A number for each of these names; to ask for another is an error. */
function onlyOf(names: readonly string[]): Numbers {
  const numbers = Object.fromEntries(names.map((name) => [name, 4]));
  return new Proxy(numbers, {
    get(target, name) {
      if (typeof name === "string" && !Object.hasOwn(target, name)) throw new Error(`The shader has no ${name}.`);
      return Reflect.get(target, name);
    },
  });
}

/** The numbers of `@workgroup_size(A, B)`, which are constants of the shader. */
function sizesOfWorkgroup(wgsl: string): number[] {
  const [, names = ""] = /@workgroup_size\(([^)]*)\)/.exec(wgsl) ?? [];
  return names.split(",").map((name) => constant(wgsl, name.trim()));
}

describe("numbers that live on both sides", () => {
  const wgslOf = (name: string) => KERNELS.get(name)?.wgsl.join("\n") ?? "";

  it("the step", () => {
    const [, fields = ""] = /^struct Step \{\n(.*?)^\}/ms.exec(textOf("shaders/lib/step.wgsl")) ?? [];
    expect([...fields.matchAll(/^ {2}(\w+: \w+),/gm)].map(([, field]) => field)).toEqual(STEP);
  });

  it("activations", () => {
    const wgsl = textOf("shaders/lib/activation.wgsl");
    const codes = Object.keys(ACTIVATION_CODE).map((name) => [name, constant(wgsl, name.toUpperCase())]);
    expect(Object.fromEntries(codes)).toEqual(ACTIVATION_CODE);
  });

  it.each(["bce-loss", "bce-gradient"])("the probabilities at which %s clips", (name) => {
    expect(Math.fround(constant(wgslOf(name), "EPSILON"))).toBe(EPSILON);
    expect(Math.fround(constant(wgslOf(name), "ONE_MINUS_EPSILON"))).toBe(ONE_MINUS_EPSILON);
  });

  it("the largest logit", () => {
    expect(Math.fround(constant(wgslOf("bce-loss"), "LARGEST_LOGIT"))).toBe(Math.fround(LARGEST_LOGIT));
  });

  it.each(["bce-loss", "mse-loss", "loss-and-gradient"])("the block in which %s sums", (name) => {
    expect(constant(wgslOf(name), "BLOCK")).toBe(BLOCK);
  });

  it("the same block in fours", () => {
    expect(4 * constant(wgslOf("loss-and-gradient-quads"), "BLOCK")).toBe(BLOCK);
  });

  it("a weight for each lane of a tile of weight gradients", () => {
    const wgsl = wgslOf("dense-weights");
    expect(16 * constant(wgsl, "DOWN") * constant(wgsl, "ACROSS")).toBe(constant(wgsl, "LANES"));
  });

  it("shares a row's loss among as many lanes in dense-rows as in its twin", () => {
    expect(constant(wgslOf("dense-rows"), "LANES")).toBe(LANES);
  });
});

/** The number in a line `const NAME = 1e-7;` or `const NAME = 32u;`. */
function constant(wgsl: string, name: string): number {
  const [, value] = new RegExp(`^const ${name} = ([^;]+?)u?;`, "m").exec(wgsl) ?? [];
  if (value === undefined) throw new Error(`No constant ${name} in the shader.`);
  return Number(value);
}
