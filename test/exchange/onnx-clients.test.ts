/** ONNX files in ONNX Runtime: what it computes is what we compute. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { onnx } from "../../src/exchange/onnx/onnx.js";
import type { SavedModel } from "../../src/exchange/saved-model.js";
import { networkOf } from "../../src/model/description.js";
import type { Threshold } from "../../src/model/threshold.js";
import { anyModel, PRESET_MODELS } from "./arbitrary-models.js";
import { runOnnx } from "./onnx-client.js";
import { expectNear, expectSameOutputs, samplesFor } from "./reference.js";

const ROWS = 2;

async function check(model: SavedModel, what: string): Promise<number> {
  const samples = samplesFor(model, ROWS);
  const { y, code, score } = await runOnnx(await onnx.write(model, "autoencoder"), model, samples);
  if (!y || !code) throw new Error("y or code is missing");
  const { threshold } = model.description;
  if (threshold) expectScores(threshold, samples, y.data, score?.data ?? [], what);
  return expectSameOutputs(model, samples, { y: y.data, code: code.data }, what);
}

/**
 * Scores against what `errors` makes of the same outputs. Of n values' mean each sum is rounded, n times at most; of binary
 * cross-entropy both logarithms are off by two roundings of theirs and by the one of 1 − y or of 1 − 1e-7, which is 2⁻²⁴ itself.
 */
function expectScores({ metric }: Threshold, x: Float32Array, y: Float32Array, score: ArrayLike<number>, what: string) {
  const size = x.length / ROWS;
  const clip = (value: number) => Math.min(Math.max(value, 1e-7), 1 - 1e-7);
  const error = (t: number, p: number) => {
    if (metric === "meanSquaredError") return (p - t) ** 2;
    if (metric === "meanAbsoluteError") return Math.abs(p - t);
    return -t * Math.log(clip(p)) - (1 - t) * Math.log(1 - clip(p));
  };
  const means = Array.from({ length: ROWS }, (_, row) => {
    const errors = Array.from({ length: size }, (_, at) => error(x[row * size + at] ?? 0, y[row * size + at] ?? 0));
    return errors.reduce((sum, value) => sum + value, 0) / size;
  });
  const bound = (size + 8) * 2 ** -24 * (Math.max(...means) + 1);
  expectNear(score, means, bound, `${what}, score`);
}

test.each(PRESET_MODELS)("%s", async (name, model) => {
  expect(await check(model, name)).toBeGreaterThanOrEqual(0);
});

test("a half computes its half", async () => {
  for (const [name, model] of PRESET_MODELS) {
    const samples = samplesFor(model, ROWS);
    const { code } = await runOnnx(await onnx.write(model, "encoder"), model, samples);
    if (!code) throw new Error("there is no code");
    const shape = networkOf(model.description).codeShape;
    const { y } = await runOnnx(await onnx.write(model, "decoder"), model, code.data, shape);
    expectSameOutputs(model, samples, { y: y?.data ?? [], code: code.data }, name);
  }
});

test("any model: all layers and activations, odd sizes, strides and paddings", async () => {
  await fc.assert(
    fc.asyncProperty(anyModel, async (model) => {
      await check(model, JSON.stringify(model.description));
    }),
    { numRuns: 150 },
  );
});
