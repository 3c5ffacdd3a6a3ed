import { type Dataset, datasetOf, sizeOf, type Values } from "../data/dataset.js";
import { ArgumentError, DataError, ShapeError, shown } from "../errors.js";
import type { Tensor } from "../model/tensor.js";
import type { TrainingEvent } from "./history.js";

/** What a model's file holds besides its weights. */
export interface SaveOptions {
  /** Also the optimizer's state and how far training has come, so that it can go on as if never interrupted; default false. */
  readonly optimizer?: boolean;
}

/** What a callback can do to the model that is being trained. */
export interface CallbackModel {
  /** The optimizer's; setting it counts from the next step on. */
  learningRate: number;
  /** Ends training at the next step boundary; `fit` resolves with the history so far. */
  stopTraining(): void;
  /** The weights by name: `encoder.0.kernel`. */
  getWeights(): Promise<Record<string, Tensor>>;
  /** Replaces weights, of the same names and shapes. */
  setWeights(weights: Readonly<Record<string, Tensor>>): Promise<void>;
  /** The model as a file's bytes. */
  save(options?: SaveOptions): Promise<Uint8Array>;
}

/**
 * Told of every event of training, in order; training goes on when it has returned (or its promise has resolved). Keras's own
 * callbacks are in `callbacks.ts`.
 */
export type Callback = (event: TrainingEvent, model: CallbackModel) => void | Promise<void>;

/** What the loss is taken of, for data that don't have it with them. */
export interface LossOptions {
  /**
   * What the autoencoder's output should be, a target for each sample; default: the data set's own, else the samples
   * themselves. Of a `Dataset` its mask is taken too; then, and with values alone, that of the samples is not.
   */
  readonly targets?: Dataset | Values;
  /** How much each sample counts in the loss, as in Keras: a number of at least 0 each. Metrics count all alike. */
  readonly sampleWeight?: Float32Array | readonly number[];
}

/** Options of `evaluate`. */
export interface EvaluateOptions extends BatchOptions, LossOptions {}

/** Options of `fit`, with Keras's names and defaults. */
export interface FitOptions extends LossOptions {
  /** The last epoch; default 1. */
  readonly epochs?: number;
  /** Epochs that earlier calls have trained: this one counts on from there, to `epochs`; default 0. */
  readonly initialEpoch?: number;
  /** Samples a step; default 32. The last batch of an epoch holds what is left. */
  readonly batchSize?: number;
  /** Whether each epoch takes the samples in an order of its own, drawn from the model's seed; default true. */
  readonly shuffle?: boolean;
  /** Evaluated after every epoch; with targets, sample weights and mask of its own. */
  readonly validationData?: Dataset | Values;
  /**
   * The share of the samples, below 1, that is kept aside to evaluate after every epoch, in place of `validationData`; default
   * 0. Not the last ones, as in Keras: they are drawn from the model's seed, and where there are labels every class keeps its
   * share.
   */
  readonly validationSplit?: number;
  /** Aborts at a step boundary; `fit` rejects with the signal's reason, and the weights stay usable. */
  readonly signal?: AbortSignal;
  /** Told of every event, one after the other; default none. */
  readonly callbacks?: readonly Callback[];
}

/** Options of `predict`, `encode` and `decode`. */
export interface BatchOptions {
  /** Samples computed at a time; default 256. Changes results by rounding only. */
  readonly batchSize?: number;
}

/** @throws {ArgumentError} unless `value` is a positive whole number */
export function positiveInteger(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw new ArgumentError(`${name} must be a positive whole number; got ${shown(value)}.`);
}

/** @throws {ArgumentError} unless `options`, of the method `what`, is an object with `known` properties only */
export function checkOptions(what: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new ArgumentError(
      `${what} takes its options as an object, such as { ${known[0]}: … }; got ${shown(options)}.`,
    );
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(`${what} has no option "${unknown}"; it takes ${known.join(", ")}.`);
  }
}

const FIT_OPTIONS = [
  ...["epochs", "initialEpoch", "batchSize", "shuffle", "validationData", "validationSplit", "targets", "sampleWeight"],
  ...["signal", "callbacks"],
];

/** `options` with the defaults filled in. @throws {ArgumentError} for what is not valid or not known */
export function fitSettings(options: FitOptions) {
  checkOptions("fit", options, FIT_OPTIONS);
  const { epochs = 1, initialEpoch = 0, batchSize = 32 } = options;
  const { shuffle = true, validationData, validationSplit = 0, signal, callbacks = [] } = options;
  positiveInteger("epochs", epochs);
  if (!Number.isInteger(initialEpoch) || initialEpoch < 0 || initialEpoch > epochs) {
    throw new ArgumentError(
      `initialEpoch must be a whole number from 0 to epochs, which is ${epochs}; got ${shown(initialEpoch)}.`,
    );
  }
  positiveInteger("batchSize", batchSize);
  if (typeof validationSplit !== "number" || !(validationSplit >= 0 && validationSplit < 1)) {
    throw new ArgumentError(`validationSplit must be a number from 0 up to but not 1; got ${shown(validationSplit)}.`);
  }
  if (validationSplit && validationData) {
    throw new ArgumentError("Give either validationData or validationSplit, not both.");
  }
  if (typeof shuffle !== "boolean") throw new ArgumentError(`shuffle must be true or false; got ${shown(shuffle)}.`);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ArgumentError("signal must be an AbortSignal, such as that of an AbortController.");
  }
  if (!Array.isArray(callbacks) || callbacks.some((callback) => typeof callback !== "function")) {
    throw new ArgumentError("callbacks must be a list of functions, such as [earlyStopping()].");
  }
  return { epochs, initialEpoch, batchSize, shuffle, validationData, validationSplit, signal, callbacks };
}

/**
 * Data as a user gives them, held against the model.
 * @param what names them in an error: "The training data"
 * @throws {ShapeError} when the samples have another size than the model's input
 * @throws {DataError} when they are empty or, being floats, not finite
 */
export function samplesFor(size: number, data: Dataset | Values, what: string): Dataset {
  const dataset = data instanceof Uint8Array || data instanceof Float32Array ? flat(size, data, what) : data;
  if (!(dataset?.data instanceof Uint8Array || dataset?.data instanceof Float32Array)) {
    throw new ArgumentError(`${what} must be a Uint8Array, a Float32Array or a Dataset.`);
  }
  if (!Array.isArray(dataset.shape)) {
    throw new ArgumentError(`${what} has no shape. Make it with datasetOf(), or give its values alone.`);
  }
  const width = sizeOf(dataset.shape);
  if (width !== size) {
    throw new ShapeError(
      `${what} has samples of ${width} values (shape [${dataset.shape.join(", ")}]), but the model takes ${size}.`,
    );
  }
  if (dataset.count === 0) throw new DataError(`${what} is empty: it needs at least one sample.`);
  if (dataset.data.length !== dataset.count * size) {
    throw new ShapeError(
      `${what} promises ${dataset.count} samples of ${size} values but holds ${dataset.data.length} values.`,
    );
  }
  if (dataset.data instanceof Float32Array) checkFinite(dataset.data, size, what);
  return dataset;
}

function flat(size: number, data: Values, what: string): Dataset {
  if (data.length === 0) throw new DataError(`${what} is empty: it needs at least one sample.`);
  if (data.length % size !== 0) {
    throw new ShapeError(
      `${what} has ${data.length} values, which do not divide into samples of the ${size} that the model takes.`,
    );
  }
  return datasetOf(data, [size]);
}

function checkFinite(values: Float32Array, size: number, what: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const sample = Math.floor(bad / size);
  throw new DataError(
    `${what} has ${values[bad]} in sample ${sample}, value ${bad % size}; every value must be finite.`,
  );
}
