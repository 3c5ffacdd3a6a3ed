import { describe, expect, it } from "vitest";
import type { AutoencoderOptions } from "../../src/index.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { dropout } from "../../src/layers/dropout.js";
import { flatten } from "../../src/layers/flatten.js";
import { gaussianNoise } from "../../src/layers/gaussian-noise.js";
import { layerNormalization } from "../../src/layers/layer-normalization.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { reshape } from "../../src/layers/reshape.js";
import { sampling } from "../../src/layers/sampling.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { adam } from "../../src/optimizers/adam.js";
import { adamw } from "../../src/optimizers/adamw.js";
import { rmsprop } from "../../src/optimizers/rmsprop.js";
import { sgd } from "../../src/optimizers/sgd.js";
import { usePage } from "../harness/browser.js";

const context = usePage();

const image = [8, 6, 1];
const toImage = [reshape([4, 3, 4]), upSampling2d(2), conv2d(1, 3, { padding: "same", activation: "sigmoid" })];

/** Every kind of layer, optimizer and loss, each at least once; small, so that the float64 twins are quick. */
const MODELS: Record<string, AutoencoderOptions> = {
  "convolutions, pools, up-sampling": {
    input: image,
    encoder: [conv2d(4, 3, { padding: "same", activation: "relu" }), maxPool2d(2), conv2d(8, 3, { padding: "same" })],
    decoder: [conv2d(4, 2, { padding: "same", activation: "elu" }), ...toImage.slice(1)],
    metrics: ["kl"],
  },
  "strides, transposes, overlapping pools": {
    input: image,
    encoder: [
      conv2d(3, 3, { strides: 2, padding: "same", activation: "leakyRelu" }),
      maxPool2d(3, { strides: 1, padding: "same" }),
    ],
    decoder: [conv2dTranspose(1, [4, 4], { strides: 2, padding: "same", activation: "sigmoid" })],
    optimizer: rmsprop({ momentum: 0.5 }),
  },
  "strides that go over blocks of pixels, and leave some over": {
    input: [7, 5, 1],
    encoder: [conv2d(4, 3, { strides: 2, padding: "same", activation: "relu" })],
    decoder: [
      conv2dTranspose(8, 3, { strides: 2, padding: "same", activation: "elu" }),
      conv2d(4, 2, { strides: [1, 2], activation: "tanh" }),
      conv2dTranspose(1, [1, 3], { strides: [1, 2] }),
      conv2d(1, [1, 3], { activation: "sigmoid" }),
    ],
    optimizer: adam(),
  },
  "noise, dropout, a regularizer, clipped gradients": {
    input: 48,
    encoder: [
      gaussianNoise(0.5, { clip: [0, 1] }),
      dense(8, { activation: "relu", activityRegularizer: { l1: 1e-3, l2: 1e-3 } }),
    ],
    decoder: [dropout(0.25), gaussianNoise(0.1, { clip: [-1, 1] }), dense(48, { activation: "sigmoid" })],
    optimizer: sgd({ momentum: 0.9, nesterov: true, clipnorm: 0.01 }),
    metrics: ["mse", "mae", "bce", "kl"],
  },
  "layer normalization of rows and of pixels": {
    input: image,
    encoder: [
      conv2d(4, 3, { padding: "same", activation: "relu" }),
      layerNormalization(),
      maxPool2d(2),
      conv2d(4, 3, { padding: "same" }),
      layerNormalization({ center: false, epsilon: 1e-5 }),
      flatten(),
      dense(12),
    ],
    decoder: [
      layerNormalization({ scale: false }),
      dense(48, { activation: "tanh" }),
      layerNormalization(),
      ...toImage,
    ],
    optimizer: adam(),
  },
  "layer normalization among dense layers": {
    input: 48,
    encoder: [layerNormalization(), dense(8, { activation: "relu" }), layerNormalization()],
    decoder: [dense(48, { activation: "sigmoid" })],
  },
  "a variational model": {
    input: 48,
    encoder: [dense(8, { activation: "tanh" }), sampling(2)],
    decoder: [dense(8, { activation: "relu" }), dense(48, { activation: "sigmoid" })],
    optimizer: adam(),
  },
  "softmax, and a loss that sees no logits": {
    input: image,
    encoder: [flatten(), dense(12, { activation: "softmax" })],
    decoder: [dense(48, { activation: "tanh" }), ...toImage],
    loss: "meanSquaredError",
    optimizer: sgd(),
  },
  "weight decay, and clipped gradients": {
    input: 12,
    encoder: [dense(3, { activation: "tanh" })],
    decoder: [dense(12)],
    loss: "meanSquaredError",
    optimizer: adamw({ learningRate: 0.1, weightDecay: 0.5, clipnorm: 0.01 }),
  },
  "plain RMSprop": {
    input: 12,
    encoder: [dense(3)],
    decoder: [dense(12)],
    loss: "meanSquaredError",
    optimizer: rmsprop(),
  },
};

describe.each(["naive", "tiled", "fused"] as const)("level %s", (level) => {
  it.each(Object.keys(MODELS))("keeps every bound of %s", async (name) => {
    const result = await context.page.evaluate(
      async (options, at) => {
        const size = [options.input].flat().reduce((product, length) => product * length, 1);
        const data = Float32Array.from({ length: 7 * size }, (_, index) => ((index * 7919) % 997) / 997);
        return globalThis.isthmus.compare({ ...options, level: at, gpu: await globalThis.harness.gpu() }, data, {
          steps: 3,
          batchSize: 4,
        });
      },
      MODELS[name] as AutoencoderOptions,
      level,
    );
    for (const { call, kernel, boundShare } of result.rows) {
      expect(boundShare, `${call} (${kernel})`).toBeLessThanOrEqual(1);
    }
    expect(result.rows.some(({ maxError }) => maxError > 0)).toBe(true);
    for (const { relativeError } of result.losses) expect(relativeError).toBeLessThan(1e-5);
  });
});
