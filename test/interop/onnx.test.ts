/** ONNX files in ONNX Runtime, in Node and in Python: what it computes is what we compute. */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { onnx } from "../../src/exchange/onnx/onnx.js";
import type { ExportedFile, SavedModel } from "../../src/exchange/saved-model.js";
import { networkOf } from "../../src/model/description.js";
import type { Threshold } from "../../src/model/threshold.js";
import { anyModel, PRESET_MODELS } from "../exchange/arbitrary-models.js";
import { expectNear, expectSameOutputs, samplesFor } from "../exchange/reference.js";
import { runOnnx } from "./onnx-client.js";
import { arraysIn, usePython } from "./python-client.js";
import { runs } from "./runs.js";

const ROWS = 2;
const python = usePython("onnx_client");

/** What each runtime makes of samples, by the name of each output. */
const CLIENTS = {
  /** WebAssembly. */
  node: async (files: readonly ExportedFile[], { description }: SavedModel, samples: Float32Array) => {
    return runOnnx(files, description.input, samples);
  },
  /** Native; ONNX's own checker goes over the file before. */
  python: async (files: readonly ExportedFile[], { description: { input } }: SavedModel, samples: Float32Array) => {
    const rows = samples.length / input.reduce((product, length) => product * length, 1);
    const arrays = await python.arrays({ x: { shape: [rows, ...input], data: samples } });
    return arraysIn(await python.ask("run", { folder: await python.files(files), arrays }));
  },
};
type Client = keyof typeof CLIENTS;
const clients = Object.keys(CLIENTS) as Client[];

async function check(client: Client, model: SavedModel, what: string): Promise<number> {
  const samples = samplesFor(model, ROWS);
  const { y, code, score } = await CLIENTS[client](await onnx.write(model, "autoencoder"), model, samples);
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

describe.each(clients)("in %s", (client) => {
  let largest = 0;
  afterAll(() => console.warn(`ONNX Runtime in ${client}: of all presets the largest difference is ${largest}.`));

  test.each(PRESET_MODELS)("%s", async (name, model) => {
    largest = Math.max(largest, await check(client, model, name));
  });

  test("any model: all layers and activations, odd sizes, strides and paddings", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        await check(client, model, JSON.stringify(model.description));
      }),
      runs(150),
    );
  });
});

test("a half computes its half", async () => {
  for (const [name, model] of PRESET_MODELS) {
    const samples = samplesFor(model, ROWS);
    const { input } = model.description;
    const { code } = await runOnnx(await onnx.write(model, "encoder"), input, samples);
    if (!code) throw new Error("there is no code");
    const shape = networkOf(model.description).codeShape;
    const { y } = await runOnnx(await onnx.write(model, "decoder"), shape, code.data);
    expectSameOutputs(model, samples, { y: y?.data ?? [], code: code.data }, name);
  }
});

test("has the shapes that ONNX infers", async () => {
  await fc.assert(
    fc.asyncProperty(anyModel, async (model) => {
      const files = await onnx.write(model, "autoencoder");
      const { codeShape, outputShape } = networkOf(model.description);
      const folder = await python.files(files);
      const inferred = await python.ask<Record<string, (number | string)[]>>("inferred", { folder });
      // The batch's length keeps its name through most nodes, not through all.
      const samples = [inferred.y, inferred.code].map((shape) => shape?.slice(1));
      expect(samples).toEqual([outputShape, codeShape]);
    }),
    runs(50),
  );
});
