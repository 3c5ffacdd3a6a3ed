import fc from "fast-check";
import type { SavedModel } from "../../src/exchange/saved-model.js";
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
import { ACTIVATIONS, type Activation } from "../../src/model/activations.js";
import { type Description, describe } from "../../src/model/description.js";
import { LOSSES } from "../../src/model/losses.js";
import { placeAll } from "../../src/model/network.js";
import { PRESETS, type Preset } from "../../src/model/presets.js";
import { ERROR_METRICS, type Threshold } from "../../src/model/threshold.js";
import { adadelta } from "../../src/optimizers/adadelta.js";
import { adam } from "../../src/optimizers/adam.js";
import { adamw } from "../../src/optimizers/adamw.js";
import { rmsprop } from "../../src/optimizers/rmsprop.js";
import { sgd } from "../../src/optimizers/sgd.js";
import { savedModel } from "./saved-models.js";

const activation = fc.constantFrom(...ACTIVATIONS);
const options = fc.record({ activation, useBias: fc.boolean() });
const side = fc.integer({ min: 1, max: 4 });
const size = fc.tuple(side, side);
const padding = fc.constantFrom("same" as const, "valid" as const);
const window = fc.record({ strides: fc.tuple(side, side), padding, activation, useBias: fc.boolean() });
const channels = fc.integer({ min: 1, max: 3 });

const imageLayer: fc.Arbitrary<Layer> = fc.oneof(
  fc.tuple(channels, size, window).map(([filters, kernel, given]) => conv2d(filters, kernel, given)),
  fc.tuple(channels, size, window).map(([filters, kernel, given]) => conv2dTranspose(filters, kernel, given)),
  fc
    .tuple(size, fc.tuple(side, side), padding)
    .map(([pool, strides, pads]) => maxPool2d(pool, { strides, padding: pads })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map((factors) => upSampling2d(factors)),
);
const anyLayer: fc.Arbitrary<Layer> = fc.oneof(
  { weight: 6, arbitrary: imageLayer },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 9 }), options).map(([units, given]) => dense(units, given)),
  },
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom({ l1: 1e-4, l2: 0.01 }, { l1: 1e-3 }, { l2: 0.1 }))
    .map(([units, activityRegularizer]) => dense(units, { activityRegularizer })),
  fc.constant(flatten()),
  fc.constantFrom(0, 0.25).map(dropout),
  fc
    .constantFrom([0, 1] as const, [-0.1, 0.3] as const, undefined)
    .map((clip) => gaussianNoise(0.1, clip ? { clip } : {})),
);
const inputShape = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((width) => [width]),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), channels).map((shape) => [...shape]),
);

/** More values a sample make a float64 pass slow. */
const MOST_VALUES = 1200;
const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Adds layers one after another: what does not fit where it would stand is made to fit, or left out. */
function fitting(input: readonly number[], layers: readonly Layer[]): { layers: Layer[]; shape: readonly number[] } {
  const taken: Layer[] = [];
  let shape = input;
  for (const layer of layers) {
    const wants: Layer[] = layer.type === "dense" && shape.length > 1 ? [flatten(), layer] : [layer];
    const isImage = ["conv2d", "conv2dTranspose", "maxPool2d", "upSampling2d"].includes(layer.type);
    if (isImage && shape.length === 1) wants.unshift(reshape([1, -1, 1]));
    try {
      const next = placeAll("try", wants, shape).at(-1)?.outputShape ?? shape;
      if (sizeOf(next) > MOST_VALUES) continue;
      taken.push(...wants);
      shape = next;
    } catch {
      // It does not fit here.
    }
  }
  return { layers: taken, shape };
}

/** Back to the input's size: by a dense layer, and a shape of the input's. */
function returning(input: readonly number[], given: Affine, shape: readonly number[]): Layer[] {
  const back = input.length > 1 ? [reshape(input)] : [];
  return [...(shape.length > 1 ? [flatten()] : []), dense(sizeOf(input), given), ...back];
}

type Affine = { readonly activation: Activation; readonly useBias: boolean };

const thresholds: fc.Arbitrary<Threshold | undefined> = fc.option(
  fc.record({ metric: fc.constantFrom(...ERROR_METRICS), value: fc.constant(0.125) }),
  { nil: undefined },
);

const optimizers = fc.constantFrom(
  adadelta(),
  adadelta.torch({ clipnorm: 1 }),
  adam({ learningRate: 0.002, beta1: 0.8 }),
  adam.torch(),
  adamw(),
  sgd(),
  sgd({ momentum: 0.9, nesterov: true }),
  rmsprop(),
  rmsprop({ momentum: 0.5, clipnorm: 0.5 }),
);

/** Descriptions of all layers, activations and optimizers, of odd sizes, strides and paddings. */
export const anyDescription: fc.Arbitrary<Description> = fc
  .record({
    input: inputShape,
    encoder: fc.array(anyLayer, { minLength: 1, maxLength: 3 }),
    decoder: fc.array(anyLayer, { maxLength: 2 }),
    last: options,
    variational: fc.option(
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom({}, { klWeight: 0.25 }))
        .map((code) => sampling(...code)),
      { nil: undefined, freq: 3 },
    ),
    threshold: thresholds,
    rest: fc.record({
      loss: fc.constantFrom(...LOSSES),
      metrics: fc.subarray(["mse", "mae", "bce", "kl"] as const),
      optimizer: optimizers,
      seed: fc.nat(),
    }),
  })
  .map(({ input, encoder, decoder, last, variational, threshold, rest }) => {
    const first = fitting(input, encoder);
    const code: Layer[] = variational
      ? [...(first.shape.length > 1 ? [flatten()] : []), variational]
      : first.layers.length === 0
        ? [dropout(0.5)]
        : [];
    const second = fitting(variational ? [variational.units] : first.shape, decoder);
    return describe({
      input,
      encoder: [...first.layers, ...code],
      decoder: [...second.layers, ...returning(input, last, second.shape)],
      ...rest,
      ...(threshold && { threshold }),
    });
  });

export const anyModel: fc.Arbitrary<SavedModel> = fc
  .tuple(anyDescription, fc.integer({ min: 1, max: 2 ** 20 }))
  .map(([description, seed]) => savedModel(description, seed));

/** The presets, on small samples where they take such. */
export const PRESET_MODELS: readonly (readonly [name: Preset, model: SavedModel])[] = (
  Object.keys(PRESETS) as Preset[]
).map((name) => [name, savedModel(PRESETS[name](), 7)]);
