import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizeOf } from "../../src/data/dataset.js";
import { conv2d } from "../../src/layers/conv2d.js";
import { conv2dTranspose } from "../../src/layers/conv2d-transpose.js";
import { dense } from "../../src/layers/dense.js";
import { flatten } from "../../src/layers/flatten.js";
import { layerNormalization } from "../../src/layers/layer-normalization.js";
import { maxPool2d } from "../../src/layers/max-pool2d.js";
import { reshape } from "../../src/layers/reshape.js";
import { sampling } from "../../src/layers/sampling.js";
import { upSampling2d } from "../../src/layers/up-sampling2d.js";
import { ACTIVATIONS, type Activation } from "../../src/model/activations.js";
import { type ClassifierOptions, describeClassifier } from "../../src/model/classifier-description.js";
import { type DescriptionOptions, describe as describeModel } from "../../src/model/description.js";
import { LOSSES } from "../../src/model/losses.js";
import { ARENAS, type Rung, slotArena } from "../../src/plan/plan.js";
import type { Samples } from "../../src/train/data-on-gpu.js";
import { randomFloats } from "../harness/kernel-check.js";
import { Float64Training } from "./train-in-float64.js";

/**
 * The first link of the chain of trust: the reference's gradients are those of its own loss. Central differences err
 * by h² f‴ / 6 ≈ 1e-10 and by rounding, 1e-16 / h ≈ 1e-11.
 */
const H = 1e-5;
const TOLERANCE = 1e-8;
const ROWS = 4;

/** Levels that leave the gradients in their arena; that the others train alike is checked in `test/plan`. */
const LEVELS_WITH_GRADIENTS = ["naive", "tiled"] as const;

type Model = Omit<DescriptionOptions, "optimizer" | "seed"> | ClassifierOptions;

/** Inputs in (0, 1), and weights in [low, high), biases too. */
interface Weights {
  readonly seed: number;
  readonly low: number;
  readonly high: number;
}

function training(model: Model, { seed, low, high }: Weights, level: Rung, beside: Partial<Samples> = {}) {
  const description = "layers" in model ? describeClassifier(model) : describeModel(model);
  const data = randomFloats(ROWS * sizeOf(description.input), seed, 0, 1);
  const labels = Uint8Array.from({ length: ROWS }, (_, row) => row % 3);
  const opened = new Float64Training(description, { data, labels, count: ROWS, ...beside }, level);
  for (const [index, name] of [...opened.layout.tensors.keys()].entries()) {
    const weights = opened.tensor(ARENAS.weights, name);
    weights.set(randomFloats(weights.length, 100 * seed + index, low, high));
  }
  return opened;
}

/** Largest difference between a gradient and its central difference, over the largest gradient or, if less, 0.1. */
function worstGradient(model: Model, weights: Weights, level: Rung, beside?: Partial<Samples>): number {
  const trained = training(model, weights, level, beside);
  trained.run("train", 0, ROWS);
  const probe = training(model, weights, level, beside);
  const before = probe.arena(ARENAS.weights).slice();
  // A step's loss is that of the weights before it; an evaluation's is without noise.
  const lossAt = (values: Float64Array, index: number, value: number) => {
    probe.arena(ARENAS.weights).set(before);
    values[index] = value;
    return probe.run("train", 0, ROWS);
  };
  let worst = 0;
  let largest = 0;
  for (const name of probe.layout.tensors.keys()) {
    const gradient = trained.tensor(ARENAS.gradients, name);
    const values = probe.tensor(ARENAS.weights, name);
    probe.arena(ARENAS.weights).set(before);
    for (const [index, value] of values.slice().entries()) {
      const above = lossAt(values, index, value + H);
      const below = lossAt(values, index, value - H);
      const actual = gradient[index] as number;
      worst = Math.max(worst, Math.abs(actual - (above - below) / (2 * H)));
      largest = Math.max(largest, Math.abs(actual));
    }
  }
  expect(largest).toBeGreaterThan(0);
  return worst / Math.max(largest, 0.1);
}

const BROAD = { low: -0.9, high: 0.9 };

/** Layers of some widths and activations, the last of them, with as many units as the input, the decoder. */
function stack(input: number, layers: readonly { units: number; activation: Activation; useBias: boolean }[]) {
  const all = layers.map(({ units, ...options }) => dense(units, options));
  return { input, encoder: all.slice(0, -1), decoder: all.slice(-1) };
}

describe.each(LEVELS_WITH_GRADIENTS)("gradients of the reference, level %s", (level) => {
  describe.each(LOSSES)("%s", (loss) => {
    it("are those of its loss, for the notebook's activations", () => {
      const model = {
        input: 7,
        encoder: [dense(3, { activation: "relu" })],
        decoder: [dense(7, { activation: "sigmoid" })],
      };
      expect(worstGradient({ ...model, loss }, { seed: 1, ...BROAD }, level)).toBeLessThan(TOLERANCE);
    });

    it.each(ACTIVATIONS)("are those of its loss, for a last layer of probabilities: %s", (activation) => {
      // Positive weights, small enough that every output is strictly between 0 and 1.
      const model = { input: 5, encoder: [dense(3)], decoder: [dense(5, { activation })], loss };
      expect(worstGradient(model, { seed: 2, low: 0.05, high: 0.2 }, level)).toBeLessThan(TOLERANCE);
    });
  });

  it("are those of the loss, deep or not, with biases or without", () => {
    // Without relu, whose kink a difference may straddle.
    const layer = fc.record({
      units: fc.integer({ min: 1, max: 6 }),
      activation: fc.constantFrom<Activation>("linear", "sigmoid", "tanh"),
      useBias: fc.boolean(),
    });
    const hidden = fc.array(layer, { minLength: 1, maxLength: 2 });
    const lossAndLast = fc.constantFrom(
      ["binaryCrossentropy", "sigmoid"] as const,
      ["meanSquaredError", "sigmoid"] as const,
      ["meanSquaredError", "linear"] as const,
      ["meanSquaredError", "tanh"] as const,
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), hidden, lossAndLast, fc.boolean(), fc.nat(1000), (...given) => {
        const [input, layers, [loss, activation], useBias, seed] = given;
        const model = { ...stack(input, [...layers, { units: input, activation, useBias }]), loss };
        expect(worstGradient(model, { seed, ...BROAD }, level)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 60 },
    );
  });

  const last = dense(12, { activation: "sigmoid" });
  const families: Record<string, Model> = {
    "a convolution and its transpose": {
      input: [4, 3, 2],
      encoder: [conv2d(3, [3, 2], { padding: "same", strides: [2, 1], activation: "tanh" })],
      decoder: [conv2dTranspose(2, [3, 2], { padding: "same", strides: [2, 1], activation: "sigmoid" })],
    },
    "convolutions without padding, pooling and up-sampling": {
      input: [6, 6, 1],
      encoder: [conv2d(2, 3, { activation: "elu" }), maxPool2d(2)],
      decoder: [upSampling2d([2, 2]), conv2dTranspose(1, 3, { activation: "sigmoid" })],
    },
    "overlapping pools with padding": {
      input: [5, 5, 1],
      encoder: [conv2d(2, 1), maxPool2d(3, { strides: 2, padding: "same" }), flatten(), dense(4)],
      decoder: [dense(25), reshape([5, 5, 1]), conv2d(1, 3, { padding: "same", activation: "sigmoid" })],
    },
    "an activity regularizer, before relu's kink and after": {
      input: 12,
      encoder: [dense(4, { activation: "leakyRelu", activityRegularizer: { l1: 0.01, l2: 0.02 } })],
      decoder: [dense(12, { activation: "sigmoid", activityRegularizer: { l1: 0, l2: 0.1 } })],
    },
    "a variational model": {
      input: 12,
      encoder: [dense(5, { activation: "tanh" }), sampling(2, { klWeight: 0.3 })],
      decoder: [dense(4, { activation: "tanh" }), last],
      metrics: ["mse", "kl"],
    },
    "layer normalization of rows": {
      input: 12,
      encoder: [layerNormalization({ scale: false }), dense(5, { activation: "tanh" }), layerNormalization()],
      decoder: [dense(4), layerNormalization({ epsilon: 0.1, center: false }), last],
    },
    "layer normalization of pixels": {
      input: [3, 2, 2],
      encoder: [layerNormalization({ epsilon: 0.1 }), conv2d(3, 2, { padding: "same", activation: "tanh" })],
      decoder: [layerNormalization(), conv2d(2, 2, { padding: "same", activation: "sigmoid" })],
    },
    "softmax within": { input: 12, encoder: [dense(4, { activation: "softmax" })], decoder: [last] },
    "a classifier": {
      input: [4, 4, 1],
      layers: [conv2d(2, 3, { activation: "tanh" }), flatten(), dense(3, { activation: "softmax" })],
    },
  };
  it.each(Object.entries(families))("are those of the loss, for %s", (_, model) => {
    expect(worstGradient(model, { seed: 7, ...BROAD }, level)).toBeLessThan(TOLERANCE);
  });

  // Sample 1 counts nothing, of sample 2 nothing is known.
  const sampleWeight = Float32Array.of(0.5, 0, 2, 3);
  const maskOf = (size: number) =>
    Uint8Array.from({ length: ROWS * size }, (_, at) => Number(Math.floor(at / size) !== 2 && (at * 31) % 7 > 2));
  const unlike = Object.entries(families).filter(([, model]) => "encoder" in model);
  it.each(unlike)("are those of the loss, towards targets, weighted, with missing values, for %s", (_, model) => {
    const size = sizeOf([model.input].flat());
    const targets = { data: randomFloats(ROWS * size, 5, 0, 1), shape: [size] };
    const mask = maskOf(size);
    for (const beside of [{ targets }, { sampleWeight }, { mask }, { targets, sampleWeight, mask }]) {
      for (const loss of LOSSES) {
        expect(worstGradient({ ...model, loss } as Model, { seed: 7, ...BROAD }, level, beside)).toBeLessThan(
          TOLERANCE,
        );
      }
    }
  });

  it("are those of the loss, weighted, for a classifier", () => {
    const model = families["a classifier"] as Model;
    expect(worstGradient(model, { seed: 7, ...BROAD }, level, { sampleWeight })).toBeLessThan(TOLERANCE);
  });

  it("leave the padding of the arenas zero", () => {
    const model = { input: 5, encoder: [dense(3)], decoder: [dense(5, { activation: "sigmoid" })] };
    const trained = training(model, { seed: 3, ...BROAD }, level);
    for (let step = 0; step < 3; step++) trained.run("train", 0, ROWS);
    for (const arena of [ARENAS.weights, ARENAS.gradients, ...["a", "d"].map(slotArena)]) {
      const padding = trained.arena(arena).slice();
      for (const { offset, length } of trained.layout.tensors.values()) padding.fill(0, offset, offset + length);
      expect(padding.every((value) => value === 0)).toBe(true);
    }
  });
});
