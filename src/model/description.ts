import { sizeOf } from "../data/dataset.js";
import { checkNames } from "../data/known-options.js";
import type { Preparation } from "../data/preparation/preparation.js";
import { ArgumentError, ShapeError, shown } from "../errors.js";
import { withArticle } from "../layers/kind.js";
import { kindOf, type Layer, readLayer } from "../layers/layers.js";
import { adadelta } from "../optimizers/adadelta.js";
import { type Optimizer, kindOf as optimizerKindOf, readOptimizer } from "../optimizers/optimizers.js";
import type { Activation } from "./activations.js";
import { decoderRemedy } from "./decoder-remedy.js";
import { isPositiveInteger, MOST_AXES } from "./fields.js";
import { checkLoss, type Loss } from "./losses.js";
import { checkMetrics, type Metric } from "./metrics.js";
import { checkTrainable, type Network, type PlacedLayer, placeAll, placement } from "./network.js";
import { readThreshold, type Threshold } from "./threshold.js";

/** Everything that defines an autoencoder but its weights: plain data, its own JSON. */
export interface Description {
  /** Shape of one sample: `[784]`, `[28, 28, 1]`. */
  readonly input: readonly number[];
  /** From the input to the code, in order. */
  readonly encoder: readonly Layer[];
  /** From the code back to the input's shape, in order. */
  readonly decoder: readonly Layer[];
  /** What training makes small. */
  readonly loss: Loss;
  /** What is reported beside the loss. */
  readonly metrics: readonly Metric[];
  /** How weights are updated. */
  readonly optimizer: Optimizer;
  /** Seeds the initial weights, the order of the samples and all noise. */
  readonly seed: number;
  /** What was learnt from the training data about how to read data: later files are read by it. */
  readonly preparation?: Preparation;
  /** Where samples begin to be unusual, once that was fitted. */
  readonly threshold?: Threshold;
}

/** A description as a user writes it: what has a default may be left out, in layers and optimizer too. */
export interface DescriptionOptions {
  /** Shape of one sample, or its number of values: `784`, `[28, 28, 1]`. */
  readonly input: number | readonly number[];
  /** From the input to the code, in order. */
  readonly encoder: readonly Layer[];
  /** From the code back to the input's shape, in order. */
  readonly decoder: readonly Layer[];
  /** Default `"binaryCrossentropy"`. */
  readonly loss?: Loss;
  /** Default none. */
  readonly metrics?: readonly Metric[];
  /** Default `adadelta()`, the notebook's. */
  readonly optimizer?: Optimizer;
  /** An unsigned 32-bit integer; default 1. */
  readonly seed?: number;
  /** What `readData` of `isthmus/data` gave beside the data set; default none. */
  readonly preparation?: Preparation;
  /** Where samples begin to be unusual; default none, to be fitted with `fitThreshold`. */
  readonly threshold?: Threshold;
}

const FIELDS = ["input", "encoder", "decoder", "loss", "metrics", "optimizer", "seed", "preparation", "threshold"];

/**
 * Fills in the defaults and checks everything.
 * @param beside what may be told with it: a message about a name that is not known has these too
 * @throws {ArgumentError} for a value that is not valid, {@link ShapeError} for layers that do not meet
 */
export function describe(options: DescriptionOptions, beside: readonly string[] = []): Description {
  checkKnown(options, [...FIELDS, ...beside], "A model");
  const { loss = "binaryCrossentropy", metrics = [], threshold } = options;
  checkLoss(loss);
  checkMetrics(metrics);
  if (metrics.includes("accuracy")) {
    throw new ArgumentError(
      'The metric "accuracy" counts right labels: it is for classifiers. An autoencoder has none.',
    );
  }
  const description = {
    input: inputShape(options.input),
    encoder: layerList("encoder", options.encoder),
    decoder: layerList("decoder", options.decoder),
    loss,
    metrics: [...metrics],
    ...trainingOf(options),
    ...preparationFor(options),
    ...(threshold !== undefined && { threshold: readThreshold(threshold) }),
  };
  networkOf(description);
  return description;
}

/** Kept as plain data; `isthmus/data` checks each of its fields before anything is read by it. */
function preparationFor({ input, preparation }: DescriptionOptions): { preparation?: Preparation } {
  if (preparation === undefined) return {};
  if (!isShape(preparation?.shape)) {
    throw new ArgumentError("preparation must be what readData() gave beside the data set.");
  }
  const { shape } = preparation;
  if (sizeOf(shape) === sizeOf(inputShape(input))) return { preparation: { ...preparation } };
  throw new ShapeError(
    `The preparation gives samples of shape [${shape.join(", ")}], the model takes [${inputShape(input).join(", ")}].`,
  );
}

/** @throws {ArgumentError} for a property that is not one of `fields` */
export function checkKnown(options: object, fields: readonly string[], what: string): void {
  if (typeof options !== "object" || options === null) throw new ArgumentError(`${what} is described by an object.`);
  checkNames(what, options, fields);
}

/** The shape of one sample. */
export function inputShape(input: unknown): readonly number[] {
  const shape = typeof input === "number" ? [input] : input;
  if (isShape(shape) && sizeOf(shape) < 2 ** 31) return [...shape];
  throw new ArgumentError(`input must be the shape of one sample, such as 784 or [28, 28, 1]; got ${shown(input)}.`);
}

const isShape = (shape: unknown): shape is number[] =>
  Array.isArray(shape) && shape.length > 0 && shape.length <= MOST_AXES && shape.every(isPositiveInteger);

/** More make no better model, and seconds of work of a small file. */
const MOST_LAYERS = 1000;

/** The layers of a part of a model, what they leave out filled in. */
export function layerList(part: string, layers: unknown): readonly Layer[] {
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new ArgumentError(`${part} must be a list of at least one layer, such as [dense(32)].`);
  }
  if (layers.length > MOST_LAYERS) {
    throw new ArgumentError(`${part} has ${layers.length} layers; at most ${MOST_LAYERS} can be. Leave some out.`);
  }
  return layers.map((layer, index) => readLayer(layer, `${part}[${index}]`));
}

/** What any model is trained with. */
export function trainingOf({ optimizer = adadelta(), seed = 1 }: { optimizer?: Optimizer; seed?: number }) {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new ArgumentError(`seed must be a whole number from 0 to 4294967295; got ${shown(seed)}.`);
  }
  return { optimizer: readOptimizer(optimizer), seed };
}

/**
 * The autoencoder as one list of layers, encoder first.
 * @throws {ShapeError} where a layer cannot take its input, or the decoder does not return to the input's shape
 */
export function networkOf(description: Description): Network {
  const { input, loss, metrics, optimizer, seed } = description;
  const encoder = placeAll("encoder", description.encoder, input);
  const decoder = placeAll("decoder", description.decoder, encoder.at(-1)?.outputShape ?? input);
  const placed = placement(input, encoder, decoder);
  const { layers, encoderLength, outputShape } = placed;
  checkSampling(layers, encoderLength);
  checkTrainable(layers);
  if (sizeOf(outputShape) !== sizeOf(input)) {
    throw new ShapeError(
      `The decoder ends with shape [${outputShape.join(", ")}], but must return to the input's, [${input.join(", ")}]. ` +
        decoderRemedy(input, description.encoder, description.decoder, outputShape),
    );
  }
  return { ...placed, target: "samples", loss, metrics, optimizer, seed };
}

/** A variational model's code is drawn where the encoder ends. */
function checkSampling(layers: readonly PlacedLayer[], encoderLength: number): void {
  const stray = layers.find(({ layer }, index) => kindOf(layer).drawsCode && index !== encoderLength - 1);
  if (stray) {
    throw new ArgumentError(
      `${stray.name}: ${withArticle(stray.layer.type)} draws the code of a variational autoencoder: it must be the encoder's last layer.`,
    );
  }
}

/** Shape of the code: what the encoder gives and the decoder takes. */
export function codeShape(description: Description): readonly number[] {
  return networkOf(description).codeShape;
}

/** What a user should hear about a model that is valid but will disappoint. */
export function modelWarnings({ optimizer, encoder, decoder, loss }: Description): string[] {
  const warnings = optimizerWarnings(optimizer);
  const activation = lastActivation([...encoder, ...decoder]);
  if (loss === "binaryCrossentropy" && activation !== "sigmoid") {
    warnings.push(
      `Binary cross-entropy needs probabilities, but the last activation is ${activation}: values outside 0…1 are clipped ` +
        'and have no gradient. Give it activation: "sigmoid".',
    );
  }
  return warnings;
}

/** What a user should hear about an optimizer that is valid but will disappoint. */
export function optimizerWarnings(optimizer: Optimizer): string[] {
  return optimizerKindOf(optimizer).warnings?.(optimizer) ?? [];
}

/** What the model's values last went through: layers that only move values about, such as reshape, change none. */
export function lastActivation(layers: readonly Layer[]): Activation {
  const last = layers.findLast((layer) => kindOf(layer).activation);
  return (last && kindOf(last).activation?.(last)) ?? "linear";
}
