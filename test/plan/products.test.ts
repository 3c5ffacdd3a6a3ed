import { describe, expect, it } from "vitest";
import { loadKernels } from "../../src/kernels/kernels.js";
import { dense } from "../../src/layers/dense.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import { planFor } from "../../src/plan/lower.js";
import { ARENAS, GPU_LEVELS, type Level } from "../../src/plan/plan.js";
import { randomFloats } from "../harness/kernel-check.js";
import { Float64Training } from "../reference/train-in-float64.js";
import "./loaded.js";

await loadKernels();

const notebook = (level: Level, rows = 256) =>
  planFor(networkOf(describeModel(PRESETS.notebook())), { kind: "train", rows, level, bytes: true });

const products = (level: Level, rows?: number) =>
  notebook(level, rows)
    .calls.filter(({ kernel }) => kernel === "matmul-shared" || kernel === "sum-parts")
    .map(({ label, params }) => [label, params.depth ? Math.ceil((params.k ?? 0) / params.depth) : params.parts]);

describe("products that share what they load", () => {
  it.each(["tiled-32", "tiled-64"] as const)("%s computes each in one call", (level) => {
    expect(products(level)).toEqual([
      ["encoder.0/forward", 1],
      ["decoder.0/forward", 1],
      ["decoder.0/kernel-gradient", 1],
      ["decoder.0/input-gradient", 1],
      ["encoder.0/kernel-gradient", 1],
    ]);
    expect(notebook(level).level).toBe(level);
  });

  it("split where squares are few and sums are long: 256 workgroups, of no less than four sides of depths", () => {
    // 8 squares of 32 × 32: 784 depths in parts of 32 make 25, for 200 workgroups. 200 squares: 32 depths stay whole.
    expect(products("tiled-32-split")).toEqual([
      ["encoder.0/forward", 25],
      ["encoder.0/forward-sum", 25],
      ["decoder.0/forward", 1],
      ["decoder.0/kernel-gradient", 8],
      ["decoder.0/kernel-gradient-sum", 8],
      ["decoder.0/input-gradient", 25],
      ["decoder.0/input-gradient-sum", 25],
      ["encoder.0/kernel-gradient", 8],
      ["encoder.0/kernel-gradient-sum", 8],
    ]);
  });

  it.each(GPU_LEVELS)("train as level naive does, %s", (level) => {
    const model = describeModel({
      input: 70,
      encoder: [dense(9, { activation: "relu" }), dense(5, { useBias: false })],
      decoder: [dense(70, { activation: "sigmoid" })],
    });
    const outcome = (level: Level) => {
      const training = new Float64Training(model, { data: randomFloats(3 * 70, 1, 0, 1), count: 3 }, level);
      for (const [index, name] of [...training.layout.tensors.keys()].entries()) {
        const weights = training.tensor(ARENAS.weights, name);
        weights.set(randomFloats(weights.length, 10 + index, -0.5, 0.5));
      }
      const losses = [training.run("train", 0, 3), training.run("train", 0, 3), training.run("evaluate", 0, 3)];
      return [...losses, ...training.arena(ARENAS.weights)];
    };
    const expected = outcome("naive");
    for (const [index, value] of outcome(level).entries()) {
      expect(Math.abs(value - (expected[index] ?? 0)), `value ${index}`).toBeLessThanOrEqual(1e-9);
    }
  });
});
