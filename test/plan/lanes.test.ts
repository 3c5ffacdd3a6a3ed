import { describe, expect, it } from "vitest";
import { chosenFor, KERNELS } from "../../src/kernels/kernels.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import type { AnyOperation } from "../../src/operations/operation.js";
import { planFor, targetOf } from "../../src/plan/lower.js";
import { clipInParts } from "../../src/plan/passes/clip-in-parts.js";
import { GPU_LEVELS, kernelOf, type Level } from "../../src/plan/plan.js";
import "./loaded.js";

const MODELS = {
  notebook: PRESETS.notebook(),
  images: PRESETS.convolutional([28, 28]),
  variational: PRESETS.variational(),
};

const planOf = (model: keyof typeof MODELS, level: Level, rows = 256) =>
  planFor(networkOf(describeModel(MODELS[model])), { kind: "train", level, rows, bytes: true });

/** A GPU with many lanes. */
const MANY = targetOf({ level: "tiled-64" });

/** An operation that binds whatever its kernels do not ask about. */
const operation = (name: string, params: Record<string, number>, constants = {}): AnyOperation => ({
  label: "test/call",
  operation: name,
  bindings: {},
  params,
  constants,
});

/** What becomes of an operation: its kernel, lanes to a sum, lanes to a workgroup, workgroups. */
function spreadOf(name: string, params: Record<string, number>) {
  const choice = chosenFor(operation(name, params), MANY);
  const kernel = KERNELS.get(choice?.version.name ?? "");
  const constants = choice?.constants ?? {};
  return [kernel?.name, constants.LANES, constants.WORKGROUP, kernel?.workgroups(params, constants)];
}

describe("sums that lanes share", () => {
  it("gives a row a lane for each of its loads, up to a workgroup of the largest, and fills small ones with several", () => {
    const loss = (kernel: string, size: number) => spreadOf(kernel, { rows: 100, size });
    expect(loss("loss-and-gradient", 1)).toEqual(["loss-and-gradient", 1, 64, 2]);
    expect(loss("loss-and-gradient", 10)).toEqual(["loss-and-gradient", 16, 64, 25]);
    expect(loss("loss-and-gradient", 129)).toEqual(["loss-and-gradient", 256, 256, 100]);
    expect(loss("loss-and-gradient", 5001)).toEqual(["loss-and-gradient", 256, 256, 100]);
    expect(loss("loss-and-gradient", 8)).toEqual(["loss-and-gradient-quads", 2, 64, 4]);
    expect(loss("softmax", 10)).toEqual(["softmax", 16, 64, 25]);
    expect(loss("kl-loss", 2)).toEqual(["kl-loss", 2, 64, 4]);
    expect(loss("loss-and-gradient", 784)).toEqual(["loss-and-gradient-quads", 256, 256, 100]);
  });

  it("gives a column as many lanes as leave neighbours neighbouring columns, from 8 to 32", () => {
    const bias = (rows: number, units: number) => spreadOf("bias-gradient", { rows, units });
    expect(bias(256, 784)).toEqual(["bias-gradient", 32, 256, 98]);
    expect(bias(128, 784)).toEqual(["bias-gradient", 16, 256, 49]);
    expect(bias(64, 1152)).toEqual(["bias-gradient", 8, 256, 36]);
    expect(bias(256, 2)).toEqual(["bias-gradient", 128, 256, 1]);
    expect(bias(3, 5000)).toEqual(["bias-gradient", 4, 128, 157]);
    expect(bias(1, 3)).toEqual(["bias-gradient", 1, 64, 1]);
    const tall = { rows: 128 * 28 * 28, units: 16 };
    expect(spreadOf("bias-gradient", tall)).toEqual(["bias-gradient-tall", 32, 256, 392]);
  });

  it("means a batch with as many lanes as it has rows", () => {
    expect([1, 64, 65, 256, 1000].map((rows) => spreadOf("batch-mean", { rows })[2])).toEqual([64, 64, 128, 256, 256]);
  });

  it("are nobody's where each invocation has its own", () => {
    const target = targetOf({ level: "tiled" });
    expect(chosenFor(operation("loss-and-gradient", { rows: 3, size: 2 }), target)?.constants).toBeUndefined();
    expect(chosenFor(operation("bias-gradient", { rows: 3, units: 4 }), target)?.version.name).toBe(
      "bias-gradient-quads",
    );
  });

  it.each(Object.keys(MODELS) as (keyof typeof MODELS)[])("is for the variants of level tiled alone, %s", (model) => {
    const sums = (level: Level) => planOf(model, level).calls.filter(({ constants }) => constants.WORKGROUP);
    // The losses and their mean at least: biases of convolutions have a form of their own.
    for (const level of GPU_LEVELS) expect(sums(level).length).toBeGreaterThanOrEqual(2);
    for (const level of ["naive", "tiled", "fused"] as const) expect(sums(level)).toEqual([]);
  });

  it("chooses workgroups that every adapter can run, of a whole number of sums", () => {
    for (const model of Object.keys(MODELS) as (keyof typeof MODELS)[]) {
      for (const rows of [1, 7, 96, 128, 5000]) {
        const sums = planOf(model, "tiled-64", rows).calls.filter((call) =>
          kernelOf(call).sizes?.includes("WORKGROUP"),
        );
        expect(sums.length).toBeGreaterThanOrEqual(2);
        for (const { label, constants } of sums) {
          const { LANES = 1, WORKGROUP = 64 } = constants;
          expect(Number.isInteger(Math.log2(LANES)), label).toBe(true);
          expect(WORKGROUP % LANES, label).toBe(0);
          expect(WORKGROUP, label).toBeLessThanOrEqual(256);
        }
      }
    }
  });

  it("takes the norms of tensors in parts, as long as there are large ones", () => {
    const clipped = (values: readonly number[]) => {
      const tensors = {
        name: "tensors",
        role: "constant",
        scalar: "u32",
        shape: [values.length / 2, 2],
        values,
      } as const;
      const bindings = { g: { buffer: "gradients" }, tensors: { buffer: "tensors" } };
      const params = { tensors: values.length / 2, norm: 0.5 };
      const clip = { label: "optimizer/clip-norm", operation: "clip-norm", bindings, params, constants: {} } as const;
      const buffers = new Map([["tensors", tensors]]);
      return clipInParts({ kind: "train", rows: 1, output: "", buffers, operations: [clip] });
    };
    const { operations, buffers } = clipped([0, 5000, 5056, 3]);
    expect(operations.map(({ operation, params }) => [operation, params])).toEqual([
      ["clip-norm-squares", { parts: 4 }],
      ["clip-norm-parts", { parts: 4, norm: 0.5 }],
    ]);
    const table = [
      [0, 2048, 0, 3],
      [2048, 2048, 0, 3],
      [4096, 904, 0, 3],
      [5056, 3, 3, 1],
    ];
    expect(buffers.get("clip.parts")?.values).toEqual(table.flat());
    expect([...buffers.keys()]).toEqual(["clip.parts", "clip.squares"]);
    expect(clipped([0, 2048, 2048, 3]).operations.map(({ operation }) => operation)).toEqual(["clip-norm"]);
  });
});
