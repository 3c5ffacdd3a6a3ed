import { sizeOf } from "../data/dataset.js";
import { ArgumentError, ShapeError } from "../errors.js";
import { checkLayer, type Layer } from "./layers.js";
import { checkLoss, type Loss } from "./losses.js";
import { adadelta, checkOptimizer, type Optimizer } from "./optimizers.js";

/** Everything that defines an autoencoder but its weights: plain data, its own JSON. */
export interface Description {
  /** Shape of one sample: `[784]`. */
  readonly input: readonly number[];
  readonly encoder: readonly Layer[];
  readonly decoder: readonly Layer[];
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Seeds the initial weights and the order of the samples. */
  readonly seed: number;
}

/** A description as a user writes it: what has a default may be left out. */
export interface DescriptionOptions {
  readonly input: number | readonly number[];
  readonly encoder: readonly Layer[];
  readonly decoder: readonly Layer[];
  /** Default `"binaryCrossentropy"`. */
  readonly loss?: Loss;
  /** Default `adadelta()`, the notebook's. */
  readonly optimizer?: Optimizer;
  /** An unsigned 32-bit integer; default 1. */
  readonly seed?: number;
}

/** One layer of a model in its place. */
export interface PlacedLayer {
  /** `encoder.0`: the prefix of its weights' names. */
  readonly name: string;
  readonly layer: Layer;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** Its trainable tensors, in the order in which Keras lists them. */
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  /** `encoder.0.kernel` */
  readonly name: string;
  /** As Keras stores it: a dense kernel is `[inputs, units]`, row-major. */
  readonly shape: readonly number[];
  readonly initializer: "glorotUniform" | "zeros";
}

/**
 * Fills in the defaults and checks everything.
 * @throws {ArgumentError} for a value that is not valid, {@link ShapeError} for layers that do not meet
 */
export function describe(options: DescriptionOptions): Description {
  const { input, encoder, decoder, loss = "binaryCrossentropy", optimizer = adadelta(), seed = 1 } = options;
  const shape = typeof input === "number" ? [input] : input;
  if (!Array.isArray(shape) || shape.length === 0 || !shape.every((length) => Number.isInteger(length) && length > 0)) {
    throw new ArgumentError(
      `input must be the shape of one sample, such as 784 or [784]; got ${JSON.stringify(input) ?? "nothing"}.`,
    );
  }
  checkLayers("encoder", encoder);
  checkLayers("decoder", decoder);
  checkLoss(loss);
  checkOptimizer(optimizer);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new ArgumentError(`seed must be a whole number from 0 to 4294967295; got ${String(seed)}.`);
  }
  const description = { input: [...shape], encoder: [...encoder], decoder: [...decoder], loss, optimizer, seed };
  placedLayers(description);
  return description;
}

function checkLayers(part: string, layers: unknown): void {
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new ArgumentError(`${part} must be a list of at least one layer, such as [dense(32)].`);
  }
  for (const [index, layer] of layers.entries()) checkLayer(layer, `${part}[${index}]`);
}

/**
 * The layers in the order of computation, encoder first, each with its shapes and parameters.
 * @throws {ShapeError} where a layer cannot take its input, or the decoder does not return to the input's shape
 */
export function placedLayers(description: Pick<Description, "input" | "encoder" | "decoder">): PlacedLayer[] {
  const placed: PlacedLayer[] = [];
  let shape = description.input;
  for (const part of ["encoder", "decoder"] as const) {
    for (const [index, layer] of description[part].entries()) {
      const layerInPlace = place(`${part}.${index}`, layer, shape);
      placed.push(layerInPlace);
      shape = layerInPlace.outputShape;
    }
  }
  if (sizeOf(shape) !== sizeOf(description.input)) {
    throw new ShapeError(
      `The decoder ends with shape [${shape.join(", ")}], but must return to the input's, [${description.input.join(", ")}]. ` +
        `Give its last layer ${sizeOf(description.input)} units.`,
    );
  }
  return placed;
}

function place(name: string, layer: Layer, inputShape: readonly number[]): PlacedLayer {
  const [inputs, ...more] = inputShape;
  if (inputs === undefined || more.length > 0) {
    throw new ShapeError(
      `${name}: a dense layer takes samples of one dimension, but gets [${inputShape.join(", ")}]. ` +
        `Give the model input: ${sizeOf(inputShape)}; data of any shape with as many values fits it.`,
    );
  }
  const parameters: Parameter[] = [
    { name: `${name}.kernel`, shape: [inputs, layer.units], initializer: "glorotUniform" },
  ];
  if (layer.useBias) parameters.push({ name: `${name}.bias`, shape: [layer.units], initializer: "zeros" });
  return { name, layer, inputShape, outputShape: [layer.units], parameters };
}

/** Shape of the code: what the encoder gives and the decoder takes. */
export function codeShape(description: Description): readonly number[] {
  const last = placedLayers(description)[description.encoder.length - 1];
  return last ? last.outputShape : description.input;
}

/** What a user should hear about a model that is valid but will disappoint. */
export function modelWarnings(description: Description): string[] {
  const warnings: string[] = [];
  const { optimizer, decoder, loss } = description;
  if (optimizer.learningRate <= 0.01) {
    warnings.push(
      `Adadelta with learning rate ${optimizer.learningRate} hardly moves: after 50 epochs on MNIST the loss is still near 0.69. ` +
        "0.001 is the default of Keras 3; the notebook's Keras 2 used 1.0. Use a learning rate of 1.",
    );
  }
  const last = decoder[decoder.length - 1];
  if (loss === "binaryCrossentropy" && last && last.activation !== "sigmoid") {
    warnings.push(
      `Binary cross-entropy needs probabilities, but the last layer's activation is ${last.activation}: values outside 0…1 are clipped ` +
        'and have no gradient. Give it activation: "sigmoid".',
    );
  }
  return warnings;
}
