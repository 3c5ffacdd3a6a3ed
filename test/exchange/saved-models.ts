import { fileOf } from "../../src/exchange/own-file.js";
import type { SavedModel, SavedTraining } from "../../src/exchange/saved-model.js";
import { type DescriptionOptions, describe, networkOf } from "../../src/model/description.js";
import type { Tensor } from "../../src/model/tensor.js";
import { slotsOf } from "../../src/optimizers/optimizers.js";
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
