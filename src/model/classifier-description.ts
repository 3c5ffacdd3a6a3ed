import { ArgumentError, ShapeError } from "../errors.js";
import { withArticle } from "../layers/kind.js";
import { kindOf, type Layer } from "../layers/layers.js";
import { adam } from "../optimizers/adam.js";
import type { Optimizer } from "../optimizers/optimizers.js";
import { checkKnown, inputShape, layerList, trainingOf } from "./description.js";
import { type Network, placeAll, placement } from "./network.js";

/** Everything that defines a classifier but its weights: plain data, its own JSON. */
export interface ClassifierDescription {
  /** Shape of one sample. */
  readonly input: readonly number[];
  /** The last one gives a probability for each class: `dense(classes, { activation: "softmax" })`. */
  readonly layers: readonly Layer[];
  /** How weights are updated. */
  readonly optimizer: Optimizer;
  /** Seeds the initial weights, the order of the samples and all noise. */
  readonly seed: number;
}

/** A classifier as a user writes it: what has a default may be left out. */
export interface ClassifierOptions {
  /** Shape of one sample, or its number of values: `784`, `[28, 28, 1]`. */
  readonly input: number | readonly number[];
  /** From the input to the probabilities of the classes, in order. */
  readonly layers: readonly Layer[];
  /** Default `adam()`. */
  readonly optimizer?: Optimizer;
  /** An unsigned 32-bit integer; default 1. */
  readonly seed?: number;
}

/**
 * Fills in the defaults and checks everything.
 * @throws {ArgumentError} for a value that is not valid, {@link ShapeError} for layers that do not meet
 */
export function describeClassifier(options: ClassifierOptions): ClassifierDescription {
  checkKnown(options, ["input", "layers", "optimizer", "seed"], "A classifier");
  const { optimizer = adam() } = options;
  const description = {
    input: inputShape(options.input),
    layers: layerList("layers", options.layers),
    ...trainingOf({ ...options, optimizer }),
  };
  classifierNetwork(description);
  return description;
}

/** The classifier as a network that is trained towards the samples' labels by categorical cross-entropy. */
export function classifierNetwork({ input, layers, optimizer, seed }: ClassifierDescription): Network {
  const placed = placeAll("layers", layers, input);
  const last = placed.at(-1);
  if (last && (last.layer.type !== "dense" || last.layer.activation !== "softmax")) {
    throw new ArgumentError(
      `${last.name}: a classifier ends with a probability for each class. ` +
        'Make its last layer dense(classes, { activation: "softmax" }).',
    );
  }
  const drawing = placed.find(({ layer }) => kindOf(layer).drawsCode);
  if (drawing) {
    throw new ArgumentError(
      `${drawing.name}: ${withArticle(drawing.layer.type)} is for variational autoencoders only.`,
    );
  }
  if (last && last.layer.type === "dense" && last.layer.units < 2) {
    throw new ShapeError(`${last.name}: a classifier needs at least two classes; this one has ${last.layer.units}.`);
  }
  if (last?.layer.type === "dense" && last.layer.activityRegularizer) {
    // Its result is never computed in training: softmax and loss are one function of what it would activate.
    throw new ArgumentError(
      `${last.name}: the last layer of a classifier cannot have an activityRegularizer. Give it to a layer before.`,
    );
  }
  const loss = "categoricalCrossentropy";
  return { ...placement(input, [], placed), target: "labels", loss, metrics: ["accuracy"], optimizer, seed };
}
