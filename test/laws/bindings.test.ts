import { describe, expect, it } from "vitest";
import {
  ResourceType,
  StructInfo,
  type TypeInfo,
  type VariableInfo,
  WgslReflect,
} from "wgsl_reflect/wgsl_reflect.module.js";
import { ACTIVATION_CODE } from "../../src/kernels/activation.js";
import { WORKGROUP } from "../../src/kernels/grid.js";
import { KERNELS, loadKernels } from "../../src/kernels/kernels.js";
import { STEP_FIELDS } from "../../src/kernels/step.js";
import { EPSILON, LARGEST_LOGIT, ONE_MINUS_EPSILON } from "../../src/reference/bce.js";
import { LANES } from "../../src/reference/dense-rows.js";
import { BLOCK } from "../../src/reference/row-loss.js";
import { textOf } from "./sources.js";

/** Each kernel's TypeScript definition, held against its WGSL. */

/** The step as the runtime writes it. */
const STEP = STEP_FIELDS.map(([name, type], field) => ({ name, type, offset: 4 * field }));

/** Every adapter has at least these. */
const MOST_STORAGE_BUFFERS = 8;
const MOST_INVOCATIONS = 256;

function reflect(wgsl: readonly string[]): WgslReflect {
  // wgsl_reflect 1.6 takes these two names for keywords; drafts of WGSL did.
  return new WgslReflect(wgsl.join("\n").replaceAll(/\b(block|workgroup)\b(?!>)/g, "a_$1"));
}

const fieldsOf = ({ members }: VariableInfo) =>
  (members ?? []).map(({ name, type, offset }) => ({ name, type: type.name, offset }));

await loadKernels();

describe.each([...KERNELS.values()].map((kernel) => [kernel.name, kernel] as const))("%s", (_, kernel) => {
  const shader = reflect(kernel.wgsl);
  const [group = [], ...otherGroups] = shader.getBindGroups();
  const storage = group.filter(({ resourceType }) => resourceType === ResourceType.Storage);
  const uniforms = group.filter(({ resourceType }) => resourceType === ResourceType.Uniform);

  it("binds, in order, the buffers it says", () => {
    expect(otherGroups).toEqual([]);
    const inShader = storage.map(({ name, binding, access, format }) => [name, binding, access, elementOf(format)]);
    const inKernel = Object.entries(kernel.bindings).map(([name, { access, scalar }], binding) => {
      return [name, binding, access, scalar];
    });
    expect(inShader).toEqual(inKernel);
    expect(storage.map(({ type }) => type.isArray)).toEqual(storage.map(() => true));
    expect(storage.length).toBeLessThanOrEqual(MOST_STORAGE_BUFFERS);
  });

  it("takes its inputs first, then what it writes", () => {
    const accesses = Object.values(kernel.bindings).map(({ access }) => access);
    expect(accesses).toEqual([...accesses].sort());
  });

  it("binds its params after the buffers, and the step last", () => {
    const names = kernel.step ? ["params", "step"] : ["params"];
    expect(uniforms.map(({ name, binding }) => [name, binding])).toEqual(
      names.map((name, index) => [name, storage.length + index]),
    );
  });

  it("has the params it says, four bytes each", () => {
    const params = uniforms.find(({ name }) => name === "params");
    const inKernel = Object.entries(kernel.params).map(([name, type], field) => ({ name, type, offset: 4 * field }));
    expect(params && fieldsOf(params)).toEqual(inKernel);
  });

  it("reads the step, if it does, as the runtime writes it", () => {
    const step = uniforms.find(({ name }) => name === "step");
    expect(step && fieldsOf(step)).toEqual(kernel.step ? STEP : undefined);
  });

  it("has the override constants it says, none with a default", () => {
    expect(shader.overrides.map(({ name, type }) => [name, type?.name])).toEqual(Object.entries(kernel.constants));
    expect(kernel.wgsl.join("\n")).not.toMatch(/^override [^;]*=/m);
  });

  it("has a line for each size that a plan may choose", () => {
    for (const name of kernel.sizes ?? []) expect(constant(kernel.wgsl.join("\n"), name)).toBeGreaterThan(0);
    expect((kernel.sizes ?? []).filter((name) => Object.hasOwn(kernel.constants, name))).toEqual([]);
  });

  it("has one entry point, in workgroups that every adapter can run", () => {
    const [main, ...others] = shader.entry.compute;
    expect(main?.name).toBe("main");
    expect(others).toEqual([]);
    const sizes = sizesOfWorkgroup(kernel.wgsl.join("\n"));
    expect(sizes.reduce((product, size) => product * size, 1)).toBeLessThanOrEqual(MOST_INVOCATIONS);
  });

  it("is plain WGSL, not a template", () => {
    expect(kernel.wgsl.join("\n")).not.toContain("${");
  });
});

/** What an array holds: a scalar, or structures of nothing but one kind of scalar. */
function elementOf(format: TypeInfo | null): string | undefined {
  // A buffer of f32 may be read and written four at a time.
  if (!(format instanceof StructInfo)) return format?.name === "vec4f" ? "f32" : format?.name;
  const kinds = new Set(format.members.map(({ type }) => type.name));
  return [...kinds].join(" ");
}

/** The numbers of `@workgroup_size(A, B)`, which are constants of the shader. */
function sizesOfWorkgroup(wgsl: string): number[] {
  const [, names = ""] = /@workgroup_size\(([^)]*)\)/.exec(wgsl) ?? [];
  return names.split(",").map((name) => constant(wgsl, name.trim()));
}

describe("numbers that live on both sides", () => {
  const wgslOf = (name: string) => KERNELS.get(name)?.wgsl.join("\n") ?? "";

  it("activations", () => {
    const wgsl = textOf("shaders/lib/activation.wgsl");
    const codes = Object.keys(ACTIVATION_CODE).map((name) => [name, constant(wgsl, name.toUpperCase())]);
    expect(Object.fromEntries(codes)).toEqual(ACTIVATION_CODE);
  });

  it("the workgroup of one invocation an item", () => {
    expect(constant(textOf("shaders/lib/grid.wgsl"), "WORKGROUP")).toBe(WORKGROUP);
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
