import { expect } from "vitest";
import type { SavedModel } from "../../src/exchange/saved-model.js";
import { loadKernels } from "../../src/kernels/kernels.js";
import { networkOf } from "../../src/model/description.js";
import { RandomStream } from "../../src/model/random.js";
import type { Tensor } from "../../src/model/tensor.js";
import { slotsOf, stepSettings } from "../../src/optimizers/optimizers.js";
import { layOut } from "../../src/plan/arena.js";
import { planFor } from "../../src/plan/lower.js";
import { ARENAS, EXTERNAL, slotArena } from "../../src/plan/plan.js";
import { ReferenceExecutor } from "../../src/runtime/reference/executor.js";
import { computed } from "./float64-model.js";

await loadKernels();

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Samples of a model, uniform in 0…1. */
export function samplesFor({ description }: SavedModel, rows: number, seed = 3): Float32Array {
  const random = new RandomStream(seed);
  return Float32Array.from({ length: rows * sizeOf(description.input) }, () => random.uniform());
}

/** What a model gives for samples, one after another. */
export interface Outputs {
  readonly y: ArrayLike<number>;
  readonly code: ArrayLike<number>;
}

/** What a model makes of samples in float64: reconstructions and codes. */
export function reference(model: SavedModel, samples: Float32Array): Outputs {
  const rows = samples.length / sizeOf(model.description.input);
  return { y: computed(model, samples, rows), code: computed(model, samples, rows, "encode") };
}

/** Every value within `bound` of the one expected; as many, and no NaN. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number,
  what: string,
): number {
  expect(actual.length, what).toBe(expected.length);
  let largest = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? 0));
    if (!(difference <= bound)) expect.fail(`${what}: value ${index} is ${actual[index]}, not ${expected[index]}`);
    largest = Math.max(largest, difference);
  }
  return largest;
}

/** Training from where a model is, in float64: a step for each batch of `rows` samples in their order. Noise is refused. */
export function trained(model: SavedModel, samples: Float32Array, rows: number) {
  const { description, weights, training } = model;
  const network = networkOf(description);
  const layout = layOut(network.layers);
  const executor = new ReferenceExecutor();
  const arena = (tensors: Readonly<Record<string, Tensor>>) => {
    const values = new Float64Array(layout.length);
    for (const [name, { offset }] of layout.tensors) values.set(tensors[name]?.data ?? [], offset);
    return values;
  };
  const count = samples.length / sizeOf(description.input);
  const slots = Object.keys(slotsOf(description.optimizer));
  executor.write(EXTERNAL.data, new Uint32Array(samples.slice().buffer));
  executor.write(
    EXTERNAL.order,
    Uint32Array.from({ length: count }, (_, row) => row),
  );
  executor.write(EXTERNAL.losses, new Float64Array(1));
  executor.write(ARENAS.weights, arena(weights));
  for (const slot of slots) executor.write(slotArena(slot), arena(training?.slots[slot] ?? {}));
  const plan = planFor(network, { kind: "train", rows, level: "naive", bytes: false });
  if (plan.calls.some(({ kernel }) => ["sampling", "dropout", "gaussian-noise"].includes(kernel))) {
    throw new Error("A model with noise is not trained alike by two.");
  }
  const learningRate = training?.learningRate ?? description.optimizer.learningRate;
  let iterations = training?.iterations ?? 0;
  const losses: number[] = [];
  for (let start = 0; start < count; start += rows) {
    const settings = stepSettings(description.optimizer, learningRate, ++iterations);
    executor.run(plan, { start, slot: 0, random: 0, ...settings });
    losses.push(executor.read(EXTERNAL.losses)[0] ?? Number.NaN);
  }
  const tensors = (of: string) => {
    const values = executor.read(of);
    return Object.fromEntries(
      [...layout.tensors].map(([name, { offset, length, parameter }]) => {
        return [
          name,
          { shape: [...parameter.shape], data: Float32Array.from(values.subarray(offset, offset + length)) },
        ];
      }),
    );
  };
  const after: SavedModel = {
    description,
    weights: tensors(ARENAS.weights),
    training: {
      epochs: training?.epochs ?? 0,
      iterations,
      learningRate,
      slots: Object.fromEntries(slots.map((slot) => [slot, tensors(slotArena(slot))])),
    },
  };
  return { losses, model: after };
}

/** The loss outside training, of all samples as one batch. */
export function evaluated(model: SavedModel, samples: Float32Array): number {
  const rows = samples.length / sizeOf(model.description.input);
  return computed(model, samples, rows, "evaluate")[0] ?? Number.NaN;
}

/** 2⁻²⁴, half a unit in the last place of 1. */
const U = 2 ** -24;
/** Roundings of an activation beside its argument's, in units of {@link U}: no client's is off by more. */
const ACTIVATION_ERROR = 8;

/**
 * How far 32-bit floats may be from the float64 reference, whatever the order of their sums.
 *
 * All activations are 1-Lipschitz (softmax: over its vector's largest), and |f(z)| ≤ |z| + 1. So with the model's weights
 * replaced by their magnitudes, 1 added to each bias, no activations, and of softmax layers the largest weights for every
 * unit, what comes out is an M of which each layer's values are at most M. Its sums of K products add at most (K + 2) U M to
 * the error, and its activation {@link ACTIVATION_ERROR} U M; what the layer before was off by, c U M of its own, becomes at
 * most c U M of this one. The error of the last is at most U M times the sum of all K + 2 + {@link ACTIVATION_ERROR}.
 */
export function float32Bound({ description, weights }: SavedModel, samples: Float32Array): { y: number; code: number } {
  const placed = networkOf(description);
  const plain = (layers: typeof description.encoder) =>
    layers.map((layer) => ("activation" in layer ? { ...layer, activation: "linear" as const, useBias: true } : layer));
  const magnitude = { ...description, encoder: plain(description.encoder), decoder: plain(description.decoder) };
  const large: Record<string, Tensor> = {};
  let [roundings, ofCode] = [0, 0];
  for (const [index, { name, layer, parameters }] of placed.layers.entries()) {
    for (const { name: weight, shape } of parameters) {
      const isBias = weight.endsWith("bias");
      const data = (weights[weight]?.data ?? new Float32Array()).map((value) => Math.abs(value) + (isBias ? 1 : 0));
      large[weight] = { shape: [...shape], data };
      if (isBias || weight.includes("z_log_var")) continue;
      const units = layer.type === "conv2dTranspose" ? (shape[2] ?? 1) : (shape.at(-1) ?? 1);
      roundings += data.length / units + 2 + ACTIVATION_ERROR;
    }
    const units = "units" in layer ? layer.units : "filters" in layer ? layer.filters : 0;
    if ("useBias" in layer && !layer.useBias) {
      large[`${name}.bias`] = { shape: [units], data: new Float32Array(units).fill(1) };
    }
    if ("activation" in layer && layer.activation === "softmax") {
      for (const part of ["kernel", "bias"]) {
        const { data } = large[`${name}.${part}`] ?? { data: new Float32Array() };
        // The largest of all: more than each unit's own.
        data.fill(data.reduce((most, value) => Math.max(most, value), 0));
      }
    }
    if (index === placed.encoderLength - 1) ofCode = roundings;
  }
  const most = (values: ArrayLike<number>) =>
    Array.from(values).reduce((least, value) => Math.max(least, Math.abs(value)), 1);
  const { y, code } = reference({ description: magnitude, weights: large }, samples.map(Math.abs));
  return { y: roundings * U * most(y), code: ofCode * U * most(code) };
}

/** Holds a client's outputs against the reference. Returns the largest difference. */
export function expectSameOutputs(model: SavedModel, samples: Float32Array, outputs: Outputs, what: string): number {
  const expected = reference(model, samples);
  const bound = float32Bound(model, samples);
  const ofCode = expectNear(outputs.code, expected.code, bound.code, `${what}, code`);
  return Math.max(ofCode, expectNear(outputs.y, expected.y, bound.y, `${what}, y`));
}
