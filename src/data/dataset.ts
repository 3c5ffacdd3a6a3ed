import { ArgumentError, DataError, kindOf, shown } from "../errors.js";

/** Values as the library takes them: bytes are pixels and are scaled by 1/255 on the GPU; floats are taken as they are. */
export type Values = Uint8Array | Float32Array;

/** What is taken for values, too: bytes as a canvas has them, and numbers, which become 32-bit floats. */
export type ValuesLike = Values | Uint8ClampedArray | readonly number[];

/** A canvas's pixels, `ImageData`: red, green, blue and alpha, row after row. */
export interface ImagePixels {
  /** Red, green, blue and alpha of each pixel, row after row from the top. */
  readonly data: Uint8ClampedArray;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** Bytes or floats, without copying: those of another window, or of a test's sandbox, are none of this one's classes. */
export function arrayOf(data: unknown): Values | undefined {
  if (data instanceof Uint8Array || data instanceof Float32Array) return data;
  if (!ArrayBuffer.isView(data)) return undefined;
  const { buffer, byteOffset, length } = data as Values;
  const kind = kindOf(data);
  if (kind === "Float32Array") return new Float32Array(buffer, byteOffset, length);
  return /^Uint8(Clamped)?Array$/.test(kind) ? new Uint8Array(buffer, byteOffset, length) : undefined;
}

/** The values, where it is such. */
export function valuesOf(data: unknown): Values | undefined {
  const array = arrayOf(data);
  if (array) return array;
  if (!Array.isArray(data)) return undefined;
  const bad = data.findIndex((value) => typeof value !== "number");
  if (bad < 0) return Float32Array.from(data);
  throw new DataError(
    `A list of values must hold numbers only; at ${bad} it has ${shown(data[bad])}. Of a list of rows, give rows.flatMap((row) => [...row]).`,
  );
}

/** `count` samples of one shape, row after row, and what is known of each. */
export interface Dataset extends Companions {
  /** `count × product(shape)` values. */
  readonly data: Values;
  /** Shape of one sample, as Keras counts it (without the batch axis): `[784]`, `[28, 28]`, `[28, 28, 1]`. */
  readonly shape: readonly number[];
  /** How many samples there are. */
  readonly count: number;
}

/** What may stand beside the values of a data set. */
export interface Companions {
  /** One class index per sample, where the data came with labels. */
  readonly labels?: Uint8Array;
  /** The names of the classes, by class index. */
  readonly classes?: readonly string[];
  /** What the output should be, `count × product(shape)` values; default: the samples themselves. */
  readonly targets?: { readonly data: Values; readonly shape: readonly number[] };
  /** How much each sample counts in the loss: `count` numbers of at least 0; default: 1 each. */
  readonly sampleWeight?: Float32Array;
  /**
   * Which values of the targets are known: for each of them 1, or 0 where it is missing and left out. A sample's loss and
   * metrics are means over what is known of it, 0 where nothing is. What stands at missing places must be finite; 0 will do.
   */
  readonly mask?: Uint8Array;
}

/** What stands beside the values as it is given: labels may be any list of whole numbers from 0 to 255. */
type Beside = {
  readonly [Name in keyof Companions]: (Name extends "labels" ? ArrayLike<number> : Companions[Name]) | undefined;
};

/** Number of values in a sample of this shape. */
export function sizeOf(shape: readonly number[]): number {
  if (!Array.isArray(shape)) {
    throw new ArgumentError(`A shape must be a list, such as [784]; got ${shown(shape)}.`);
  }
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * A `Dataset` of values that are already in memory.
 * @param beside the labels, whole numbers from 0 to 255, or an object with them and what else stands beside the values; what is
 * undefined is left out
 * @throws {DataError} when there are none, or they do not divide into whole samples, or labels, targets, weights or mask do
 * not match in number or are out of range
 * @throws {ArgumentError} for a shape that is none
 */
export function datasetOf(given: ValuesLike, shape: readonly number[], beside?: ArrayLike<number> | Beside): Dataset {
  const data = valuesOf(given);
  if (!data) {
    throw new DataError(
      "The data must be a Uint8Array, a Float32Array or a list of numbers. Convert it, as with Float32Array.from().",
    );
  }
  checkShape(shape);
  const size = sizeOf(shape);
  if (data.length === 0) throw new DataError("The data set is empty: it needs at least one sample.");
  if (data.length % size !== 0) {
    throw new DataError(
      `${data.length} values do not divide into samples of ${size} (shape [${shape.join(", ")}]): ` +
        `${data.length % size} are left over. Check the shape, or the file the values came from.`,
    );
  }
  const companions = Array.isArray(beside) || ArrayBuffer.isView(beside) ? { labels: beside } : beside;
  const present = Object.entries<unknown>(companions ?? {}).filter(([, value]) => value !== undefined);
  const known: Companions = Object.fromEntries(present);
  const labels = known.labels && { labels: labelsOf(known.labels) };
  const dataset = withOwnArrays({ data, shape: [...shape], count: data.length / size, ...known, ...labels });
  const unknown = present.find(([name]) => !COMPANIONS.includes(name));
  if (unknown) throw new ArgumentError(`A data set has no "${unknown[0]}"; it may have ${COMPANIONS.join(", ")}.`);
  checkCompanions(dataset);
  return dataset;
}

/** The data set, whose arrays may be another window's, with arrays of this one's classes. Labels stay as they are. */
export function withOwnArrays(dataset: Dataset): Dataset {
  const own = <T>(array: T) => (arrayOf(array) ?? array) as T;
  const { data, targets, sampleWeight, mask } = dataset;
  return {
    ...dataset,
    data: own(data),
    ...(arrayOf(targets?.data) && targets && { targets: { ...targets, data: own(targets.data) } }),
    ...(sampleWeight && { sampleWeight: own(sampleWeight) }),
    ...(mask && { mask: own(mask) }),
  };
}

const COMPANIONS = ["labels", "classes", "targets", "sampleWeight", "mask"];

function checkShape(shape: readonly number[]): void {
  sizeOf(shape);
  if (shape.every((length) => Number.isInteger(length) && length > 0)) return;
  throw new ArgumentError(`A sample's shape must hold positive integers; got [${shape.join(", ")}].`);
}

/** Labels as a data set has them. @throws {DataError} for those that are no whole numbers from 0 to 255 */
export function labelsOf(labels: ArrayLike<number>): Uint8Array {
  if (labels instanceof Uint8Array) return labels;
  if (!Array.isArray(labels) && !ArrayBuffer.isView(labels)) {
    throw new DataError(`labels must be a list of whole numbers from 0 to 255, one a sample; got ${shown(labels)}.`);
  }
  const given: readonly unknown[] = Array.from(labels as ArrayLike<number>);
  const bad = given.findIndex((label) => !(Number.isInteger(label) && Number(label) >= 0 && Number(label) < 256));
  if (bad < 0) return Uint8Array.from(labels as ArrayLike<number>);
  throw new DataError(`labels must be whole numbers from 0 to 255; sample ${bad} has ${shown(given[bad])}.`);
}

/** @throws {DataError} unless what stands beside the samples is there for each of them and in range */
export function checkCompanions({ count, shape, labels, classes, targets, sampleWeight, mask }: Dataset): void {
  const check = (holds: boolean, message: string) => {
    if (!holds) throw new DataError(message);
  };
  if (labels) {
    check(labels.length === count, `${labels.length} labels for ${count} samples: there must be one label a sample.`);
  }
  if (classes) {
    check(labels !== undefined, "There are classes but no labels. Give the labels that they name, or leave them out.");
    const most = labels?.reduce((largest, label) => Math.max(largest, label), 0) ?? 0;
    check(most < classes.length, `There is a label ${most}, but names for ${classes.length} classes. Name them all.`);
  }
  if (targets) {
    check(
      arrayOf(targets.data) !== undefined,
      "The targets need data, a Uint8Array or a Float32Array, and the shape of one target.",
    );
    checkShape(targets.shape);
    const size = sizeOf(targets.shape);
    const { length } = targets.data;
    check(length === count * size, `${length} values in the targets, but ${count} samples need ${size} each.`);
  }
  if (sampleWeight) {
    check(
      sampleWeight instanceof Float32Array && sampleWeight.length === count,
      `sampleWeight must be a Float32Array with a number for each of the ${count} samples; got ${kindOf(sampleWeight)} of ${sampleWeight.length}.`,
    );
    const bad = sampleWeight.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
    check(bad < 0, `The weight of sample ${bad} is ${sampleWeight[bad]}; weights must be finite and at least 0.`);
  }
  if (mask) {
    const values = count * sizeOf(targets?.shape ?? shape);
    check(
      mask instanceof Uint8Array && mask.length === values,
      `mask must be a Uint8Array with a number for each of the ${values} values of the targets; got ${kindOf(mask)} of ${mask.length}.`,
    );
    const bad = mask.findIndex((known) => known > 1);
    check(bad < 0, `The mask has ${mask[bad]} at index ${bad}; give 1 for what is known, 0 for what is missing.`);
    check(mask.includes(1), "The mask leaves out every value. Give at least one that is known.");
  }
}

/** @throws {ArgumentError} for what is no data set, such as values alone */
function checkDataset(dataset: Dataset): void {
  if (Array.isArray(dataset?.shape)) return;
  throw new ArgumentError(`A data set is what datasetOf(values, shape) gives; got ${shown(dataset)}.`);
}

/** The first `count` samples (all of them when there are fewer) with all that is known of them, without copying. */
export function take(dataset: Dataset, count: number): Dataset {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`take() needs a positive whole number of samples; got ${count}.`);
  }
  checkDataset(dataset);
  const kept = Math.min(count, dataset.count);
  return mapRows(dataset, kept, (values, width) => values.subarray(0, kept * width) as typeof values);
}

/**
 * Some samples of a data set, in the order of `rows`, with all that is known of them: a copy.
 * @throws {ArgumentError} for a row that is not there
 */
export function samplesAt(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  checkDataset(dataset);
  if (!(Object(rows).length >= 0)) {
    throw new ArgumentError(`samplesAt takes a list of rows, such as [0, 2]; got ${shown(rows)}.`);
  }
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (Number.isInteger(row) && row >= 0 && row < dataset.count) continue;
    throw new ArgumentError(`There is no sample ${String(row)}: the data set has ${dataset.count}, counted from 0.`);
  }
  return mapRows(dataset, rows.length, (values, width) => {
    const chosen = new (values.constructor as new (length: number) => typeof values)(rows.length * width);
    for (let to = 0; to < rows.length; to++) {
      const row = rows[to] as number;
      chosen.set(values.subarray(row * width, (row + 1) * width), to * width);
    }
    return chosen;
  });
}

/**
 * A data set of `count` samples, each of its arrays made from the one that stands there.
 * @param map given an array and how many of its elements belong to a sample
 */
function mapRows(
  dataset: Dataset,
  count: number,
  map: <Rows extends Values>(values: Rows, width: number) => Rows,
): Dataset {
  const { data, shape, labels, classes, targets, sampleWeight, mask } = dataset;
  return {
    data: map(data, sizeOf(shape)),
    shape,
    count,
    ...(labels && { labels: map(labelsOf(labels), 1) }),
    ...(classes && { classes }),
    ...(targets && { targets: { data: map(targets.data, sizeOf(targets.shape)), shape: targets.shape } }),
    ...(sampleWeight && { sampleWeight: map(sampleWeight, 1) }),
    ...(mask && { mask: map(mask, sizeOf(targets?.shape ?? shape)) }),
  };
}
