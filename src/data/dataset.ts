import { ArgumentError, DataError } from "../errors.js";

/** Values as the library takes them: bytes are pixels and are scaled by 1/255 on the GPU; floats are taken as they are. */
export type Values = Uint8Array | Float32Array;

/** `count` samples of one shape, row after row. */
export interface Dataset {
  /** `count × product(shape)` values. */
  readonly data: Values;
  /** Shape of one sample, as Keras counts it (without the batch axis): `[784]`, `[28, 28]`, `[28, 28, 1]`. */
  readonly shape: readonly number[];
  readonly count: number;
  /** One class index per sample, where the data came with labels. */
  readonly labels?: Uint8Array;
  /** Names of the classes, by label, where the data came with such. */
  readonly classes?: readonly string[];
  /** `count × product(shape)`: 1 where a value is known, 0 where it is missing and counts for nothing in the loss. */
  readonly mask?: Uint8Array;
}

/** Number of values in a sample of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * A `Dataset` of values that are already in memory.
 * @throws {DataError} when there are none, or they do not divide into whole samples, or labels do not match in number
 * @throws {ArgumentError} for a shape that is none
 */
export function datasetOf(data: Values, shape: readonly number[], labels?: Uint8Array): Dataset {
  if (!(data instanceof Uint8Array || data instanceof Float32Array)) {
    throw new DataError("The data must be a Uint8Array or a Float32Array. Convert it, as with Float32Array.from().");
  }
  if (!Array.isArray(shape)) {
    throw new ArgumentError(`A sample's shape must be a list, such as [784]; got ${String(shape)}.`);
  }
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 1) {
      throw new ArgumentError(`A sample's shape must hold positive integers; got [${shape.join(", ")}].`);
    }
  }
  const size = sizeOf(shape);
  if (data.length === 0) throw new DataError("The data set is empty: it needs at least one sample.");
  if (data.length % size !== 0) {
    throw new DataError(
      `${data.length} values do not divide into samples of ${size} (shape [${shape.join(", ")}]): ` +
        `${data.length % size} are left over. Check the shape, or the file the values came from.`,
    );
  }
  const count = data.length / size;
  if (labels && labels.length !== count) {
    throw new DataError(`${labels.length} labels for ${count} samples: there must be one label a sample.`);
  }
  return { data, shape: [...shape], count, ...(labels && { labels }) };
}

/** The first `count` samples (all of them when there are fewer), without copying. */
export function take(dataset: Dataset, count: number): Dataset {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`take() needs a positive whole number of samples; got ${count}.`);
  }
  const kept = Math.min(count, dataset.count);
  return {
    data: dataset.data.subarray(0, kept * sizeOf(dataset.shape)),
    shape: dataset.shape,
    count: kept,
    ...(dataset.labels && { labels: dataset.labels.subarray(0, kept) }),
  };
}
