/** Layers models in TensorFlow.js: what it computes is what we compute, and what it saves comes back. */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { ExportedFile, SavedModel } from "../../src/exchange/saved-model.js";
import { tfjs } from "../../src/exchange/tfjs/tfjs.js";
import { dense, flatten, layerNormalization, reshape, sizeOf } from "../../src/index.js";
import { describe, networkOf } from "../../src/model/description.js";
import { anyModel, PRESET_MODELS } from "../exchange/arbitrary-models.js";
import { expectNear, expectSameOutputs, float32Bound, reference, samplesFor } from "../exchange/reference.js";
import { expectSameModel } from "../exchange/same-model.js";
import { savedModel } from "../exchange/saved-models.js";
import { runs } from "./runs.js";
import { disposeTfjs, loadTfjs, predictTfjs, savedTfjs, tf } from "./tfjs-client.js";

const ROWS = 2;
const read = (files: readonly ExportedFile[]) => tfjs.read?.(files) ?? Promise.reject();

async function check(model: SavedModel, what: string): Promise<number> {
  const samples = samplesFor(model, ROWS);
  const { input } = model.description;
  const loaded = await loadTfjs(await tfjs.write(model, "autoencoder"));
  const [y = new Float32Array()] = predictTfjs(loaded, samples, input);
  // Encoder and decoder stay apart.
  const encoder = loaded.getLayer("encoder") as unknown as tf.LayersModel;
  const [code = new Float32Array()] = predictTfjs(encoder, samples, input);
  const difference = expectSameOutputs(model, samples, { y, code }, what);
  // What TensorFlow.js saves again is the same model, to the bit.
  expectSameModel(await read(await savedTfjs(loaded)), model, what);
  disposeTfjs(loaded);
  return difference;
}

let largest = 0;
afterAll(() => console.warn(`TensorFlow.js: of all presets the largest difference is ${largest}.`));

test.each(PRESET_MODELS)("%s", async (name, model) => {
  largest = Math.max(largest, await check(model, name));
});

test("any model: all layers and activations, odd sizes, strides and paddings", async () => {
  await fc.assert(
    fc.asyncProperty(anyModel, async (model) => {
      await check(model, JSON.stringify(model.description));
    }),
    runs(100),
  );
});

/**
 * Of n values at most x in size, whose variance is at least 0: their mean is off by (n + 2) U x, what is left of each without it by
 * d = (n + 3) U · 2 x, and the deviation, at least √ε, by 2 d; divided by that, values of at most √n are off by 3 d / √ε and a few
 * roundings, times gamma, and beta's sum.
 */
test("layer normalization, of rows and of images over their channels", async () => {
  for (const input of [[7], [4, 3, 5]]) {
    const description = describe({
      input,
      encoder: [layerNormalization({ epsilon: 0.01 })],
      decoder: [...(input.length > 1 ? [flatten()] : []), dense(sizeOf(input)), reshape(input)],
      loss: "meanSquaredError",
    });
    const model = savedModel(description, 3);
    const samples = samplesFor(model, ROWS);
    const encoder = await loadTfjs(await tfjs.write(model, "encoder"));
    const [code = new Float32Array()] = predictTfjs(encoder, samples, input);
    const [n, U] = [input.at(-1) ?? 1, 2 ** -24];
    const large = ["gamma", "beta"].map((name) =>
      Math.max(...(model.weights[`encoder.0.${name}`]?.data.map(Math.abs) ?? [])),
    );
    const [gamma = 0, beta = 0] = large;
    const bound =
      gamma * ((3 * (n + 3) * U * 2) / Math.sqrt(0.01) + 8 * U * Math.sqrt(n)) + U * (gamma * Math.sqrt(n) + beta);
    expectNear(code, reference(model, samples).code, bound, String(input));
    disposeTfjs(encoder);
    const whole = await loadTfjs(await tfjs.write(model, "autoencoder"));
    expectSameModel(await read(await savedTfjs(whole)), model, String(input));
    disposeTfjs(whole);
  }
});

test("a half computes its half", async () => {
  await fc.assert(
    fc.asyncProperty(anyModel, async (model) => {
      const samples = samplesFor(model, ROWS);
      const encoder = await loadTfjs(await tfjs.write(model, "encoder"));
      const [code = new Float32Array()] = predictTfjs(encoder, samples, model.description.input);
      const decoder = await loadTfjs(await tfjs.write(model, "decoder"));
      const [y = new Float32Array()] = predictTfjs(decoder, code, networkOf(model.description).codeShape);
      expectSameOutputs(model, samples, { y, code }, JSON.stringify(model.description));
      disposeTfjs(encoder);
      disposeTfjs(decoder);
    }),
    runs(20),
  );
});

test("models that were made in TensorFlow.js open here", async () => {
  const { layers } = tf;
  const rows = tf.sequential({
    layers: [
      layers.dense({ units: 4, inputShape: [9], activation: "elu" }),
      layers.dense({ units: 2, useBias: false }),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: 9, activation: "sigmoid" }),
    ],
  });
  const input = tf.input({ shape: [6, 6, 2] });
  const conv = layers
    .conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: "same", activation: "relu" })
    .apply(input);
  const pooled = layers.maxPooling2d({ poolSize: 2, padding: "same" }).apply(conv);
  const code = layers.dense({ units: 4, activation: "tanh" }).apply(layers.flatten().apply(pooled));
  const grown = layers.reshape({ targetShape: [3, 3, 2] }).apply(layers.dense({ units: 18 }).apply(code));
  const large = layers.upSampling2d({ size: [2, 1] }).apply(grown);
  const last = layers
    .conv2dTranspose({ filters: 2, kernelSize: [3, 2], strides: [1, 2], padding: "same" })
    .apply(large);
  const images = tf.model({ inputs: input, outputs: last as tf.SymbolicTensor });
  for (const [made, types] of [
    [rows, ["dense", "dense"]],
    [images, ["conv2d", "maxPool2d", "flatten", "dense"]],
  ] as const) {
    const model = await read(await savedTfjs(made));
    expect(model.description.encoder.map(({ type }) => type)).toEqual(types);
    const samples = samplesFor(model, ROWS);
    const [y = new Float32Array()] = predictTfjs(made, samples, model.description.input);
    expectNear(y, reference(model, samples).y, float32Bound(model, samples).y, "y");
    disposeTfjs(made);
  }
});
