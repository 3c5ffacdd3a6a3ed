import { ArgumentError, DataError, ShapeError, shown } from "../errors.js";
import { randomStream } from "../model/random.js";
import { type Dataset, datasetOf, labelsOf, samplesAt, sizeOf, type Values } from "./dataset.js";
import { checkOptions } from "./known-options.js";

/** How samples are drawn. */
export interface ShuffleOptions {
  /** An unsigned 32-bit integer; the same seed gives the same order. Default 1. */
  readonly seed?: number;
}

/** How a data set is cut in two. */
export interface SplitOptions extends ShuffleOptions {
  /** The share of the samples that is kept for validation: above 0, below 1. */
  readonly fraction: number;
  /** Whether every class keeps its share on both sides; default: it does where there are labels. */
  readonly stratify?: boolean;
}

/**
 * So many samples of a data set, drawn from the seed, in their order: a copy; the data set itself where it has no more. Unlike the
 * first ones, they are like the rest where a file is sorted.
 */
export function sampleDataset(dataset: Dataset, count: number, options: ShuffleOptions = {}): Dataset {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`sampleDataset() needs a positive whole number of samples; got ${shown(count)}.`);
  }
  const seed = seedOf("sampleDataset", options, []);
  if (count >= dataset.count) return dataset;
  return samplesAt(dataset, randomStream(seed, "shuffle").permutation(dataset.count).slice(0, count).sort());
}

/** The samples in an order drawn from the seed, with all that is known of them: a copy. */
export function shuffleDataset(dataset: Dataset, options: ShuffleOptions = {}): Dataset {
  return samplesAt(dataset, randomStream(seedOf("shuffleDataset", options, []), "shuffle").permutation(dataset.count));
}

/**
 * Two data sets of the samples of one, drawn from the seed, as scikit-learn's `train_test_split` does; each keeps the
 * samples in their order. With labels, every class has the same share on both sides to within one sample, and one of at
 * least two samples is on both, provided that each side has as many samples as there are classes.
 * @throws {ArgumentError} for a fraction outside (0, 1), {@link DataError} for a single sample, or to stratify without labels
 */
export function splitDataset(dataset: Dataset, options: SplitOptions): { train: Dataset; validation: Dataset } {
  const rows = rowsOfSplit(dataset, options);
  return { train: samplesAt(dataset, rows.train), validation: samplesAt(dataset, rows.validation) };
}

/** The rows on either side, as {@link splitDataset} draws them. */
export function rowsOfSplit({ count, labels }: Pick<Dataset, "count" | "labels">, options: SplitOptions): SplitRows {
  const seed = seedOf("splitDataset", options, ["fraction", "stratify"]);
  const { fraction, stratify = labels !== undefined } = options;
  if (!(fraction > 0 && fraction < 1)) {
    throw new ArgumentError(`fraction must be a number above 0 and below 1, such as 0.1; got ${shown(fraction)}.`);
  }
  if (stratify && !labels) {
    throw new DataError("The samples have no labels to stratify by. Give labels, or stratify: false.");
  }
  return splitRows(count, stratify ? labels : undefined, fraction, seed);
}

/**
 * Data sets one after another. Where only some have weights, the others' samples count 1 each; where only some have a mask,
 * the others' values are all known; where only some have targets, the others' are their samples.
 * @throws {ShapeError} when samples or targets differ in shape
 * @throws {DataError} when one has bytes and another floats, only some have labels, or their classes differ
 */
export function joinDatasets(...datasets: readonly [Dataset, ...Dataset[]]): Dataset {
  const [first] = datasets;
  if (!datasets.every((dataset) => Array.isArray(dataset?.shape)) || !first) {
    throw new ArgumentError("joinDatasets() takes data sets one after the other: joinDatasets(a, b).");
  }
  const has = (name: "labels" | "classes" | "targets" | "sampleWeight" | "mask") =>
    datasets.some((dataset) => dataset[name] !== undefined);
  for (const [index, { shape, labels, classes }] of datasets.entries()) {
    const differs = (what: string) => `${what} of data set ${index + 1} of ${datasets.length}`;
    if (String(shape) !== String(first.shape)) {
      throw new ShapeError(
        `${differs("The samples")} have shape [${shape.join(", ")}], not [${first.shape.join(", ")}].`,
      );
    }
    if ((labels === undefined) === has("labels")) {
      throw new DataError("Only some of the data sets have labels. Give all of them labels, or none.");
    }
    if (JSON.stringify(classes) !== JSON.stringify(first.classes)) {
      throw new DataError(`${differs("The classes")} are other ones, or in another order. Number them alike first.`);
    }
  }
  const ofTargets = (dataset: Dataset) => dataset.targets ?? dataset;
  const targetShape = ofTargets(first).shape;
  const other = has("targets") && datasets.find((dataset) => sizeOf(ofTargets(dataset).shape) !== sizeOf(targetShape));
  if (other) {
    throw new ShapeError(
      `The targets have shapes [${targetShape.join(", ")}] and [${ofTargets(other).shape.join(", ")}]. Give them one.`,
    );
  }
  const joined = <Rows extends Values>(of: (dataset: Dataset) => Rows): Rows => concatenated(datasets.map(of));
  const ones = (length: number) => new Uint8Array(length).fill(1);
  return datasetOf(
    joined(({ data }) => data),
    first.shape,
    {
      labels: has("labels") ? joined(({ labels }) => labelsOf(labels as Uint8Array)) : undefined,
      classes: first.classes,
      targets: has("targets") ? { data: joined((dataset) => ofTargets(dataset).data), shape: targetShape } : undefined,
      sampleWeight: has("sampleWeight")
        ? joined(({ sampleWeight, count }) => sampleWeight ?? new Float32Array(count).fill(1))
        : undefined,
      mask: has("mask")
        ? joined((dataset) => dataset.mask ?? ones(dataset.count * sizeOf(ofTargets(dataset).shape)))
        : undefined,
    },
  );
}

function concatenated<Rows extends Values>(parts: readonly Rows[]): Rows {
  const [first] = parts as readonly [Rows, ...Rows[]];
  const whole = new (first.constructor as new (length: number) => Rows)(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    if (part.constructor !== first.constructor) {
      throw new DataError(
        "Some of the data are bytes and some floats. Convert bytes with Float32Array.from(…, x => x / 255).",
      );
    }
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The rows of both sides of a split, ascending. */
export interface SplitRows {
  readonly train: Uint32Array<ArrayBuffer>;
  readonly validation: Uint32Array<ArrayBuffer>;
}

/**
 * Which rows a split puts on which side.
 * @param labels to stratify by
 * @throws {DataError} for a single sample
 */
export function splitRows(count: number, labels: Uint8Array | undefined, fraction: number, seed: number): SplitRows {
  if (count < 2)
    throw new DataError("A single sample can't be split. Give more samples, or validation data of their own.");
  const wanted = Math.min(Math.max(Math.round(fraction * count), 1), count - 1);
  const classes = new Map<number, number[]>();
  for (const row of randomStream(seed, "split").permutation(count)) {
    const label = labels?.[row] ?? 0;
    const rows = classes.get(label);
    if (rows) rows.push(row);
    else classes.set(label, [row]);
  }
  const strata = [...classes.values()];
  const validation = shares(
    strata.map(({ length }) => length),
    wanted,
    fraction,
  );
  const side = (rows: readonly number[][]) => Uint32Array.from(rows.flat()).sort();
  return {
    train: side(strata.map((rows, index) => rows.slice(validation[index]))),
    validation: side(strata.map((rows, index) => rows.slice(0, validation[index]))),
  };
}

/**
 * How many of each class are validated on: its share of them, rounded down or up, those with the largest remainders up, so
 * that it is `wanted` in all. Where both sides have room for every class, all of two samples and more stand on both.
 */
function shares(sizes: readonly number[], wanted: number, fraction: number): number[] {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const hasRoom = Math.min(wanted, count - wanted) >= sizes.length;
  const bounds = sizes.map((size) => {
    const [least, most] = hasRoom ? [Math.min(1, size - 1), size - 1] : [0, size];
    const ideal = fraction * size;
    return { low: Math.max(Math.floor(ideal), least), high: Math.min(Math.ceil(ideal), most), rest: ideal % 1 };
  });
  const taken = bounds.map(({ low }) => low);
  let left = wanted - taken.reduce((sum, low) => sum + low, 0);
  const byRest = [...bounds.keys()].sort((one, other) => (bounds[other]?.rest ?? 0) - (bounds[one]?.rest ?? 0));
  for (const index of byRest) {
    const { low = 0, high = 0 } = bounds[index] ?? {};
    if (left <= 0) break;
    if (high <= low) continue;
    taken[index] = high;
    left--;
  }
  return taken;
}

function seedOf(what: string, options: ShuffleOptions, others: readonly string[]): number {
  checkOptions(what, options, [...others, "seed"]);
  const { seed = 1 } = options;
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  throw new ArgumentError(`seed must be a whole number from 0 to 4294967295; got ${shown(seed)}.`);
}
