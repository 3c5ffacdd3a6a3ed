import {
  arrayOf,
  type Dataset,
  datasetOf,
  sizeOf,
  type Values,
  type ValuesLike,
  valuesOf,
  withOwnArrays,
} from "../data/dataset.js";
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
  /** The optimizer's; a new one takes effect with the next epoch: this one's steps are on their way to the GPU before their events come. */
  learningRate: number;
  /** Ends training at the next step boundary; `fit` resolves with the history so far. */
  stopTraining(): void;
  /** The weights by name: `encoder.0.kernel`. */
  getWeights(): Promise<Record<string, Tensor>>;
  /** Replaces weights, of the same names and shapes. */
  setWeights(weights: Readonly<Record<string, Tensor>>): Promise<void>;
  /** The model as a file's bytes. */
  save(options?: SaveOptions): Promise<Uint8Array<ArrayBuffer>>;
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
  readonly targets?: Dataset | ValuesLike;
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
  readonly validationData?: Dataset | ValuesLike;
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

/** How samples go through a model. */
export interface BatchOptions {
  /** Samples computed at a time; default 256. Changes results by rounding only. */
  readonly batchSize?: number;
  /** Ends it between two batches; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `predict`, `encode` and `decode`. */
export interface PredictOptions extends BatchOptions {
  /** Leaves the results on the GPU, in a buffer of yours ({@link GpuTensor}), and copies nothing back; default false. */
  readonly keepOnGpu?: boolean;
}

/** Results that stayed on the GPU. */
export interface GpuTensor {
  /** Samples first: `[count, 28, 28, 1]`. */
  readonly shape: readonly number[];
  /**
   * The values as 32-bit floats, row after row, for storage, vertex and copies (`STORAGE | VERTEX | COPY_SRC | COPY_DST`). It is
   * the caller's: later calls, trainings and `dispose()` leave it alone, it lives until `destroy()`. It can't outlive its device:
   * a model that opened a GPU for itself destroys that with `dispose()`. Give models `gpu`, the device that you render with.
   */
  readonly buffer: GPUBuffer;
  /** Frees the buffer. */
  destroy(): void;
}

/** @throws {ArgumentError} unless `value` is a positive whole number */
export function positiveInteger(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw new ArgumentError(`${name} must be a positive whole number; got ${shown(value)}.`);
}

/**
 * Data as a user gives them, held against the model.
 * @param what names them in an error: "The training data"
 * @throws {ShapeError} when the samples have another size than the model's input
 * @throws {DataError} when they are empty or, being floats, not finite
 */
export function samplesFor(size: number, data: Dataset | ValuesLike, what: string): Dataset {
  const values = valuesOf(data);
  const given = values ? flat(size, values, what) : (data as Dataset);
  if (!arrayOf(given?.data)) {
    throw new ArgumentError(
      `${what} must be a Uint8Array, a Float32Array, a list of numbers or a Dataset; got ${shown(data)}. Convert arrays by ` +
        "Float32Array.from(array), an ArrayBuffer by new Float32Array(buffer).",
    );
  }
  const dataset = withOwnArrays(given);
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
