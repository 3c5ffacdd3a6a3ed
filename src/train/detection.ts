import { type Dataset, datasetOf, sizeOf, type ValuesLike } from "../data/dataset.js";
import { checkOptions, checkWord } from "../data/known-options.js";
import { quantile as quantileOf } from "../data/quantile.js";
import { ArgumentError, DataError, ShapeError, shown } from "../errors.js";
import type { Description } from "../model/description.js";
import type { Tensor } from "../model/tensor.js";
import { ERROR_METRICS, type ErrorMetric, type Threshold } from "../model/threshold.js";
import { type BatchOptions, positiveInteger } from "./options.js";

/** Options of `errors`. */
export interface ErrorOptions extends BatchOptions {
  /**
   * What is the error of a value; default `"meanSquaredError"`, which puts samples in the same order as the Euclidean distance that
   * PyOD's AutoEncoder scores by. Binary cross-entropy also counts what the data themselves leave open: grey is never free.
   */
  readonly metric?: ErrorMetric;
  /** Also give the error of each single value; default false. */
  readonly values?: boolean;
}

/** How far a model's reconstructions are from the samples, or from their targets where the data set has some. */
export interface ReconstructionErrors {
  /** Which error it is. */
  readonly metric: ErrorMetric;
  /** One a sample: the mean over its values that are known. */
  readonly samples: Float32Array;
  /** One a value of a sample, or column of a table: the mean over the samples in which it is known; NaN where it is in none. */
  readonly columns: Float32Array;
  /** Each single one, `[count, …input]`, 0 where the value is not known; with `values: true`. */
  readonly values?: Tensor;
}

/** Options of `fitThreshold`: at most one of `quantile` and `contamination`. */
export interface ThresholdOptions extends BatchOptions, Pick<ErrorOptions, "metric"> {
  /** The share of the samples whose error is to pass for normal, above 0, up to 1; default 0.99. */
  readonly quantile?: number;
  /** The share of them that is expected to be unusual, above 0, up to 0.5, as in PyOD and scikit-learn: 1 − quantile. */
  readonly contamination?: number;
}

/** What `detect` finds. */
export interface Detection {
  /** Of every sample and column. */
  readonly errors: ReconstructionErrors;
  /** One a sample: 1 where its error is larger than the threshold's value, else 0. */
  readonly flags: Uint8Array;
  /** The model's, by which they were set. */
  readonly threshold: Threshold;
}

/** Values predicted at a time: what comes of large data must not fill the memory. */
const CHUNK = 4_000_000;

/** Keras's `epsilon()`: probabilities are clipped to [ε, 1 − ε]. */
const EPSILON = 1e-7;

/** The error of a value y that should be t. */
const MEASURES: Readonly<Record<ErrorMetric, (t: number, y: number) => number>> = {
  meanSquaredError: (t, y) => (y - t) ** 2,
  meanAbsoluteError: (t, y) => Math.abs(y - t),
  binaryCrossentropy: (t, y) => {
    const p = Math.min(Math.max(y, EPSILON), 1 - EPSILON);
    return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
  },
};

/** What detection asks of an `Autoencoder`. */
interface Predictor {
  readonly description: Description;
  readonly threshold: Threshold | undefined;
  predict(input: Dataset | ValuesLike, options: BatchOptions): Promise<Tensor>;
}

/** What `Autoencoder.errors` does; sums are in double precision. */
export async function reconstructionErrors(
  model: Predictor,
  data: Dataset,
  options: ErrorOptions,
): Promise<ReconstructionErrors> {
  checkOptions("errors", options, ["metric", "values", "batchSize", "signal"]);
  const { metric = "meanSquaredError", values = false, batchSize = 256, signal } = options;
  checkWord("Unknown metric", metric, ERROR_METRICS);
  if (typeof values !== "boolean") throw new ArgumentError(`values must be true or false; got ${shown(values)}.`);
  const { input } = model.description;
  const width = sizeOf(input);
  const samples = checked(data, metric);
  const { count, targets = samples, mask } = samples;
  const size = sizeOf(targets.shape);
  const errors = new Float32Array(count);
  const [sums, known] = [new Float64Array(size), new Uint32Array(size)];
  const each = values ? new Float32Array(count * size) : undefined;
  const measure = MEASURES[metric];
  // Whole batches, so that every sample is computed as `predict` of all of them would.
  const rows = Math.max(1, Math.floor(CHUNK / width / positiveInteger("batchSize", batchSize))) * batchSize;
  for (let first = 0; first < count; first += rows) {
    const chunk = datasetOf(samples.data.subarray(first * width, (first + rows) * width), input);
    const predicted = (await model.predict(chunk, { batchSize, signal })).data;
    const wanted = targets.data.subarray(first * size, (first + rows) * size);
    if (predicted.length !== wanted.length) {
      throw new ShapeError(
        `The model gives ${predicted.length / chunk.count} values a sample; the targets have ${size}.`,
      );
    }
    for (let row = 0; row < chunk.count; row++) {
      let [sum, counted] = [0, 0];
      for (let column = 0; column < size; column++) {
        const at = row * size + column;
        if (mask?.[first * size + at] === 0) continue;
        const value = wanted[at] ?? 0;
        // Bytes are what the GPU makes of them.
        const error = measure(wanted instanceof Uint8Array ? Math.fround(value / 255) : value, predicted[at] ?? 0);
        sum += error;
        counted++;
        sums[column] = (sums[column] ?? 0) + error;
        known[column] = (known[column] ?? 0) + 1;
        if (each) each[first * size + at] = error;
      }
      if (counted === 0) throw new DataError(`Sample ${first + row} has no value that is known. Leave it out.`);
      errors[first + row] = sum / counted;
    }
  }
  const columns = Float32Array.from(sums, (sum, column) => sum / (known[column] ?? 0));
  return {
    metric,
    samples: errors,
    columns,
    ...(each && { values: { shape: [count, ...targets.shape], data: each } }),
  };
}

/** What `Autoencoder.fitThreshold` finds, by NumPy's default quantile of the samples' errors. */
export async function thresholdFor(model: Predictor, data: Dataset, options: ThresholdOptions): Promise<Threshold> {
  checkOptions("fitThreshold", options, ["quantile", "contamination", "metric", "batchSize", "signal"]);
  const { quantile: asked, contamination, ...rest } = options;
  if (asked !== undefined && contamination !== undefined) {
    throw new ArgumentError(
      "fitThreshold takes a quantile or a contamination, which is 1 − quantile: give one of them.",
    );
  }
  if (contamination !== undefined && !(contamination > 0 && contamination <= 0.5)) {
    throw new ArgumentError(`contamination must be a number above 0, up to 0.5; got ${shown(contamination)}.`);
  }
  const quantile = contamination === undefined ? (asked ?? 0.99) : 1 - contamination;
  if (!(quantile > 0 && quantile <= 1)) {
    throw new ArgumentError(`quantile must be a number above 0, up to 1; got ${shown(quantile)}.`);
  }
  const { metric, samples } = await reconstructionErrors(model, data, rest);
  return { metric, value: quantileOf(samples, quantile), quantile };
}

/** What `Autoencoder.detect` finds. */
export async function detection(
  model: Predictor,
  data: Dataset,
  options: Omit<ErrorOptions, "metric">,
): Promise<Detection> {
  checkOptions("detect", options, ["values", "batchSize", "signal"]);
  const { threshold } = model;
  if (!threshold) {
    throw new ArgumentError(
      "The model has no threshold to tell unusual samples by. Fit one first, on data that are mostly normal: " +
        "fitThreshold(data, { quantile: 0.99 }).",
    );
  }
  const errors = await reconstructionErrors(model, data, { ...options, metric: threshold.metric });
  const flags = Uint8Array.from(errors.samples, (error) => (error > threshold.value ? 1 : 0));
  return { errors, flags, threshold };
}

/** Samples that may have targets of their own, and a mask that says which values of the targets are known: 1, or 0 for a missing one. */
type Samples = Dataset & { readonly targets?: Pick<Dataset, "data" | "shape">; readonly mask?: Uint8Array };

/** @throws {ShapeError} for targets or a mask of another size, {@link DataError} for values that the metric can't measure */
function checked(samples: Samples, metric: ErrorMetric): Samples {
  const { count, targets = samples, mask } = samples;
  const { data } = targets;
  const size = sizeOf(targets.shape);
  if (data.length !== count * size) {
    throw new ShapeError(
      `The targets have ${data.length} values, but ${count} samples of ${size} need ${count * size}.`,
    );
  }
  if (mask && mask.length !== data.length) {
    throw new ShapeError(`The data have ${data.length} values but a mask of ${mask.length}: give one entry a value.`);
  }
  if (metric !== "binaryCrossentropy" || data instanceof Uint8Array) return samples;
  const bad = data.findIndex((value, index) => mask?.[index] !== 0 && !(value >= 0 && value <= 1));
  if (bad < 0) return samples;
  throw new DataError(
    `The data have ${data[bad]} in sample ${Math.floor(bad / size)}, value ${bad % size}, but binary cross-entropy needs values ` +
      'in [0, 1]. Measure errors by "meanSquaredError".',
  );
}
