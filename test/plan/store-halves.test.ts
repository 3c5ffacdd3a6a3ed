import { describe, expect, it } from "vitest";
import { wgslOf } from "../../src/kernels/kernel.js";
import { KERNELS, loadKernels, versionsOf } from "../../src/kernels/kernels.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dropout } from "../../src/layers/dropout.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS, type Preset } from "../../src/model/presets.js";
import { halfOf } from "../../src/operations/operation.js";
import { costOf, OPERATIONS } from "../../src/operations/operations.js";
import { adam } from "../../src/optimizers/adam.js";
import { planFor } from "../../src/plan/lower.js";
import { ARENAS, LEVELS, type Level, type Plan, type PlanKind, type Precision, tablesOf } from "../../src/plan/plan.js";
import { verify } from "../../src/plan/verify.js";
import "./loaded.js";

await loadKernels();

const settings = { rows: 128, bytes: true } as const;
const plan = (preset: Preset, level: Level, kind: PlanKind, precision: Precision, more = {}): Plan =>
  planFor(networkOf(describeModel({ ...PRESETS[preset](), ...more })), { ...settings, level, kind, precision });

const halvesIn = ({ buffers }: Plan) => [...buffers.values()].filter(({ scalar }) => scalar === "f16");
const bytesMoved = (made: Plan) => made.calls.reduce((sum, call) => sum + costOf(call, tablesOf(made, call)).bytes, 0);

const LAYERED = LEVELS.filter((level) => level !== "fused");

describe("a plan of mixed precision", () => {
  it.each(LAYERED)("stores what products of dense layers read, but no gradient and no logits, level %s", (level) => {
    const names = (preset: Preset) => halvesIn(plan(preset, level, "train", "mixed")).map(({ name }) => name);
    expect(names("notebook").sort()).toEqual(["encoder.0.y", "weights.half", "x"]);
    expect(names("deep").sort()).toEqual([
      ...["decoder.0.y", "decoder.1.y", "encoder.0.y", "encoder.1.y", "encoder.2.y", "weights.half", "x"],
    ]);
  });

  it("stores the weights alone where a level has all activations in one buffer, the logits among them", () => {
    expect(halvesIn(plan("notebook", "fused", "train", "mixed")).map(({ name }) => name)).toEqual(["weights.half"]);
  });

  it.each(LEVELS)("stores what convolutions and pools read and write, but for the last, level %s", (level) => {
    const made = plan("convolutional", level, "train", "mixed");
    const last = made.calls.find(({ bindings, operation }) => bindings.y && operation.includes("loss"))?.bindings.y;
    expect(made.buffers.get(last?.buffer ?? "")?.scalar).toBe("f32");
    const f32 = [...made.buffers.values()].filter(({ role, scalar }) => role === "activation" && scalar === "f32");
    expect(halvesIn(made).length).toBeGreaterThanOrEqual(8);
    for (const { name } of f32) expect(name).not.toMatch(/^(x|encoder\.\d\.y)$/);
  });

  it("keeps logits f32 that are computed in blocks, and images that a layer without f16 reads", () => {
    const strided = {
      input: [8, 8, 4],
      encoder: [dropout(0.1), conv2d(8, 3, { strides: 2, padding: "same", activation: "relu" })],
      decoder: [conv2dTranspose(4, 3, { strides: 2, padding: "same", activation: "sigmoid" })],
    };
    const network = networkOf(describeModel(strided));
    const made = planFor(network, { ...settings, level: "tiled", kind: "train", precision: "mixed" });
    const scalars = Object.fromEntries([...made.buffers.values()].map(({ name, scalar }) => [name, scalar]));
    const inBlocks = Object.keys(scalars).filter((name) => /[.-](x|y|dx|z)-blocks$/.test(name));
    expect(inBlocks.length).toBeGreaterThan(1);
    expect(inBlocks.filter((name) => scalars[name] === "f16")).toEqual([]);
  });

  it("copies the weights first, updates those in f32, and gives its results in f32", () => {
    for (const level of LEVELS) {
      for (const kind of ["train", "evaluate", "predict", "encode", "decode"] as const) {
        const made = plan("deep", level, kind, "mixed", { optimizer: adam() });
        verify(made);
        expect(made.calls[0]).toMatchObject({ label: "batch/cast-weights", kernel: "cast", constants: { HALF_Y: 1 } });
        expect(made.buffers.get(made.output)?.scalar).toBe("f32");
        expect(made.buffers.get(ARENAS.weights)?.scalar).toBe("f32");
        const update = made.calls.find(({ operation }) => operation === "adam");
        if (kind === "train") expect(update?.bindings.w).toEqual({ buffer: ARENAS.weights });
      }
    }
  });

  it("is that of float32 otherwise, kernel by kernel", () => {
    for (const level of LEVELS) {
      const [one, other] = (["float32", "mixed"] as const).map((precision) =>
        plan("sparse", level, "train", precision).calls.map(({ label, kernel, params }) => ({ label, kernel, params })),
      );
      expect(other?.slice(1)).toEqual(one);
    }
  });

  it("stores nothing else for a metric, which must not change a training", () => {
    const names = (more: object) => halvesIn(plan("deep", "tiled", "train", "mixed", more)).map(({ name }) => name);
    expect(names({ metrics: ["mse", "kl"] })).toEqual(names({}));
  });

  it("moves less through memory", () => {
    for (const level of LAYERED) {
      for (const preset of ["notebook", "deep"] as const) {
        const [one = 0, other = 0] = (["float32", "mixed"] as const).map((precision) =>
          bytesMoved(plan(preset, level, "train", precision)),
        );
        expect(other).toBeLessThan(one);
      }
    }
  });

  it("is not made unasked", () => {
    expect(plan("notebook", "tiled", "train", "float32")).toEqual(
      planFor(networkOf(describeModel(PRESETS.notebook())), { ...settings, level: "tiled", kind: "train" }),
    );
  });
});

/** Operations, and what each may take as f16. */
const TAKEN = Object.entries(OPERATIONS).flatMap(([operation, { halves = [] }]) =>
  halves.length > 0 ? [[operation, [...halves] as string[]] as const] : [],
);

describe.each(TAKEN)("the kernels of %s, which takes %s as f16", (operation, all) => {
  it.each(versionsOf({ operation, label: "test" }).map(({ name }) => name))("%s does, and says so", (name) => {
    const kernel = KERNELS.get(name);
    // A kernel that is for another form of the operation does without some of its operands.
    const operands = all.filter((operand) => Object.hasOwn(kernel?.bindings ?? {}, operand));
    if (operands.length === 0) return;
    const wgsl = kernel?.wgsl.at(-1) ?? "";
    const aliases = [...wgsl.matchAll(/^alias (\w+) = f32;$/gm)].map(([, alias = ""]) => alias.toLowerCase());
    expect(aliases.sort()).toEqual([...operands].sort());
    const [, said = ""] = /^\/\/ The plan may store (.+?) in f16/m.exec(wgsl) ?? [];
    expect(said.split(/, | and /).sort()).toEqual([...operands].sort());
    for (const operand of operands) {
      const line = `alias ${operand.toUpperCase()} = f16;`;
      const code = kernel && wgslOf(kernel, { [halfOf(operand)]: 1 });
      expect(code?.split("\n")).toContain(line);
      expect(code).toMatch(/^(enable subgroups;\n)?enable f16;\n/);
    }
  });
});

describe("wgslOf", () => {
  it("says which line a shader lacks", () => {
    const kernel = KERNELS.get("bias-gradient");
    expect(() => kernel && wgslOf(kernel, { HALF_DZ: 1 })).toThrow(/No line "alias DZ = f32;" in the shader/);
  });

  it("leaves a shader as it is where nothing is f16", () => {
    const kernel = KERNELS.get("matmul-quads");
    expect(kernel && wgslOf(kernel, { HALF_X: 0 })).toBe(kernel?.wgsl.join("\n"));
  });
});
