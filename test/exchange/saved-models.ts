import fc from "fast-check";
import { fileOf } from "../../src/exchange/own-file.js";
import type { SavedModel, SavedTraining } from "../../src/exchange/saved-model.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { dropout } from "../../src/layers/dropout.js";
import { flatten } from "../../src/layers/flatten.js";
import { gaussianNoise } from "../../src/layers/gaussian-noise.js";
import type { Layer } from "../../src/layers/layers.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { reshape } from "../../src/layers/reshape.js";
import { sampling } from "../../src/layers/sampling.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { ACTIVATIONS } from "../../src/model/activations.js";
import { type DescriptionOptions, describe, networkOf } from "../../src/model/description.js";
import { LOSSES } from "../../src/model/losses.js";
import type { Tensor } from "../../src/model/tensor.js";
import { adadelta } from "../../src/optimizers/adadelta.js";
import { adam } from "../../src/optimizers/adam.js";
import { slotsOf } from "../../src/optimizers/optimizers.js";
import { rmsprop } from "../../src/optimizers/rmsprop.js";
import { sgd } from "../../src/optimizers/sgd.js";
import { layOut } from "../../src/plan/arena.js";

/** Numbers in (-1, 1) that look random, the same for the same seed. */
export function numbers(count: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 0.999;
  });
}

/** A model with weights, and optimizer's slots where `trained`, that look random. Kernels are scaled as glorot-uniform ones. */
export function savedModel(options: DescriptionOptions, seed = 1, trained = false): SavedModel {
  const description = describe(options);
  const tensors = layOut(networkOf(description).layers).tensors;
  let next = seed * 1000;
  const filled = (scale: (shape: readonly number[]) => number, least?: number) =>
    Object.fromEntries(
      [...tensors].map(([name, { parameter, length }]): [string, Tensor] => {
        const factor = scale(parameter.shape);
        const data = numbers(length, next++).map((value) => factor * (least === 0 ? Math.abs(value) : value));
        return [name, { shape: [...parameter.shape], data }];
      }),
    );
  const glorot = (shape: readonly number[]) => {
    const [fanIn = 1, fanOut = 1] = shape.slice(-2);
    const window = shape.slice(0, -2).reduce((product, length) => product * length, 1);
    return shape.length === 1 ? 0.2 : Math.sqrt(6 / (window * (fanIn + fanOut)));
  };
  const weights = filled(glorot);
  if (!trained) return { description, weights };
  const signed = ["m", "velocity"];
  const slots = Object.keys(slotsOf(description.optimizer)).map((slot) => [
    slot,
    filled(() => 1e-3, signed.includes(slot) ? undefined : 0),
  ]);
  const training: SavedTraining = {
    epochs: 3,
    iterations: 1234,
    learningRate: 0.03125,
    slots: Object.fromEntries(slots),
  };
  return { description, weights, training };
}

/** The file of ours that such a model is saved in. */
export const savedBytes = (...model: Parameters<typeof savedModel>): Uint8Array => fileOf(savedModel(...model));

const activation = fc.constantFrom(...ACTIVATIONS);
const side = fc.integer({ min: 1, max: 3 });
const sides = fc.tuple(side, side);
const padding = fc.constantFrom("same", "valid");
const units = fc.integer({ min: 1, max: 7 });

const rowLayer: fc.Arbitrary<Layer> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(units, activation, fc.boolean())
      .map(([n, name, useBias]) => dense(n, { activation: name, useBias })),
  },
  units.map((n) => dense(n, { activityRegularizer: { l1: 1e-4, l2: 0.01 } })),
  fc.constantFrom(0, 0.25).map(dropout),
  fc
    .constantFrom([0, 1] as const, [-0.1, 0.3] as const, undefined)
    .map((clip) => gaussianNoise(0.5, clip ? { clip } : {})),
);

const convolution = fc.record({ strides: sides, padding, activation, useBias: fc.boolean() });
const imageLayer: fc.Arbitrary<Layer> = fc.oneof(
  fc.tuple(side, sides, convolution).map(([filters, size, options]) => conv2d(filters, size, options)),
  fc.tuple(side, sides, convolution).map(([filters, size, options]) => conv2dTranspose(filters, size, options)),
  fc.tuple(sides, sides, padding).map(([pool, strides, pad]) => maxPool2d(pool, { strides, padding: pad })),
  padding.map((pad) => maxPool2d(2, { padding: pad })),
  sides.map((size) => upSampling2d(size)),
  fc.constant(gaussianNoise(0.1, { clip: [0, 1] })),
  fc.constant(dropout(0.5)),
);

const optimizer = fc.oneof(
  fc.constant(adadelta()),
  fc.constant(adadelta.torch({ clipnorm: 1 })),
  fc.constant(adam({ learningRate: 0.002, beta1: 0.8 })),
  fc.constant(adam.torch()),
  fc.constant(sgd()),
  fc.constant(sgd({ momentum: 0.9, nesterov: true })),
  fc.constant(rmsprop()),
  fc.constant(rmsprop({ momentum: 0.5, clipnorm: 0.5 })),
);

const common = fc.record({
  loss: fc.constantFrom(...LOSSES),
  metrics: fc.subarray(["mse", "mae", "bce", "kl"] as const),
  optimizer,
  seed: fc.nat(),
});

/** Models of rows of values: dense layers, noise, dropout, perhaps variational. */
const rows: fc.Arbitrary<DescriptionOptions> = fc
  .record({
    input: fc.integer({ min: 1, max: 9 }),
    encoder: fc.array(rowLayer, { maxLength: 3 }),
    code: fc.oneof(
      units.map((n) => dense(n)),
      fc
        .tuple(units, fc.constantFrom(undefined, 0.25))
        .map(([n, klWeight]) => sampling(n, klWeight === undefined ? {} : { klWeight })),
    ),
    decoder: fc.array(rowLayer, { maxLength: 2 }),
    last: activation,
    common,
  })
  .map(({ input, encoder, code, decoder, last, common: more }) => ({
    input,
    encoder: [...encoder, code],
    decoder: [...decoder, dense(input, { activation: last })],
    ...more,
  }));

/** Models of images: every layer that takes them, and perhaps a row as code. */
const images: fc.Arbitrary<DescriptionOptions> = fc
  .record({
    input: fc.tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 7 }), side),
    encoder: fc.array(imageLayer, { minLength: 1, maxLength: 3 }),
    row: fc.option(units),
    decoder: fc.array(imageLayer, { maxLength: 2 }),
    last: activation,
    common,
  })
  .map(({ input, encoder, row, decoder, last, common: more }) => {
    const size = input.reduce((product, length) => product * length, 1);
    const end = [flatten(), dense(size, { activation: last }), reshape([-1, input[2]])];
    return row === null
      ? { input, encoder, decoder: [...decoder, ...end], ...more }
      : {
          input,
          encoder: [...encoder, flatten(), dense(row)],
          decoder: [dense(24), reshape([2, 4, -1]), ...decoder, ...end],
          ...more,
        };
  });

const isModel = (options: DescriptionOptions) => {
  try {
    const { layers } = networkOf(describe(options));
    return layers.every(({ outputShape }) => outputShape.reduce((product, length) => product * length, 1) <= 4000);
  } catch {
    return false; // a window that is larger than its image
  }
};

/** Models of all layers, activations and optimizers, of odd sizes and strides. */
export const anyModel: fc.Arbitrary<DescriptionOptions> = fc.oneof(rows, images).filter(isModel);
