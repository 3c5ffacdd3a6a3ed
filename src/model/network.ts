import { sizeOf } from "../data/dataset.js";
import { ArgumentError, ShapeError } from "../errors.js";
import { type Placed, ShapeRefusal, withArticle } from "../layers/kind.js";
import { kindOf, type Layer } from "../layers/layers.js";
import type { Optimizer } from "../optimizers/optimizers.js";
import type { NetworkLoss } from "./losses.js";
import type { Metric } from "./metrics.js";

/** One layer of a model in its place. */
export type PlacedLayer = Placed<Layer>;

/** What a plan is made from: the layers of a model one after another, and what it is trained for. */
export interface Network {
  /** In the order of computation. */
  readonly layers: readonly PlacedLayer[];
  /** How many of them make the code; the rest makes something of it. */
  readonly encoderLength: number;
  /** Shape of a sample as it enters the first layer. */
  readonly inputShape: readonly number[];
  /** Shape of its code; the input's where no layer makes one. */
  readonly codeShape: readonly number[];
  /** Shape of what the last layer makes of it. */
  readonly outputShape: readonly number[];
  /** What the output should be: the samples themselves, or their labels, one-hot. */
  readonly target: "samples" | "labels";
  readonly loss: NetworkLoss;
  readonly metrics: readonly Metric[];
  readonly optimizer: Optimizer;
  readonly seed: number;
}

/**
 * Places layers one after another.
 * @param prefix of their names: `encoder`
 * @throws {ShapeError} where a layer cannot take its input: names the layer, what it got and what it needs
 */
export function placeAll(prefix: string, layers: readonly Layer[], inputShape: readonly number[]): PlacedLayer[] {
  const placed: PlacedLayer[] = [];
  let shape = inputShape;
  for (const [index, layer] of layers.entries()) {
    const layerInPlace = place(`${prefix}.${index}`, layer, shape);
    placed.push(layerInPlace);
    shape = layerInPlace.outputShape;
  }
  return placed;
}

/** Layers of an encoder and a decoder as one list, and the shapes of what passes through it. */
export function placement(
  inputShape: readonly number[],
  encoder: readonly PlacedLayer[],
  decoder: readonly PlacedLayer[],
) {
  const codeShape = encoder.at(-1)?.outputShape ?? inputShape;
  const outputShape = decoder.at(-1)?.outputShape ?? codeShape;
  return { layers: [...encoder, ...decoder], encoderLength: encoder.length, inputShape, codeShape, outputShape };
}

/** @throws {ArgumentError} when no layer has weights */
export function checkTrainable(layers: readonly PlacedLayer[]): void {
  if (layers.some(({ parameters }) => parameters.length > 0)) return;
  throw new ArgumentError("The model has no weights to train. Give it a layer that has some, such as dense(32).");
}

function place(name: string, layer: Layer, inputShape: readonly number[]): PlacedLayer {
  const kind = kindOf(layer);
  try {
    const { outputShape, parameters } = kind.place(layer, inputShape);
    const large = [outputShape, ...parameters.map((parameter) => parameter.shape)].find(
      (shape) => !(sizeOf(shape) < 2 ** 31),
    );
    if (large) {
      throw new ShapeRefusal(`makes [${large.join(", ")}] of it, more values than a GPU counts. Make it smaller`);
    }
    const named = parameters.map((parameter) => ({ ...parameter, name: `${name}.${parameter.name}` }));
    return { name, layer, inputShape, outputShape, parameters: named };
  } catch (cause) {
    if (!(cause instanceof ShapeRefusal)) throw cause;
    throw new ShapeError(
      `${name}: ${withArticle(layer.type)} got samples of shape [${inputShape.join(", ")}], but ${cause.message}.`,
    );
  }
}
