import { type Dataset, loadMnist, type MnistOptions, samplesAt, type Values } from "../../index.js";
import { className } from "../state/class-names.js";
import { columnsOf } from "../state/table-columns.js";
import type { Examples } from "./examples.js";
import type { DataInfo, OwnData } from "./protocol.js";
import { classesOf } from "./rows.js";

/** A data set as the worker keeps it. */
export interface LoadedData {
  readonly train: Dataset;
  readonly validation: Dataset | undefined;
  readonly info: DataInfo;
}

const MOST_EXAMPLES = 10;
/** Samples that are drawn as dots. */
const MOST_DOTS = 200;

/** MNIST, as images. */
export async function mnistFrom(options: MnistOptions): Promise<LoadedData> {
  const { train, test } = await loadMnist(options);
  // Flat in the library, as the notebook has them; images for models that need such.
  return loaded("MNIST", { ...train, shape: [28, 28] }, { ...test, shape: [28, 28] });
}

/**
 * What the page needs to know of a data set.
 * @param own how it was read, where it is the visitor's
 * @param columns names of a sample's values, where it is a row of a table
 */
export function loaded(
  name: string,
  train: Dataset,
  validation: Dataset | undefined,
  own?: OwnData,
  columns?: readonly string[],
): LoadedData {
  const { shape, count, labels, classes } = train;
  const info = {
    mnist: own === undefined,
    ...(own && { own }),
    name,
    shape,
    count,
    validationCount: validation?.count ?? 0,
    labelled: labels !== undefined,
    ...(classes && { classes }),
    ...(columns && { columns }),
    range: rangeOf(train.data),
    examples: examplesOf(validation ?? train),
  };
  const cloud = columnsOf(info) && cloudOf(validation ?? train);
  return { train, validation, info: { ...info, ...(cloud && { cloud }) } };
}

/** Some samples from everywhere. */
function cloudOf(dataset: Dataset): Values {
  const count = Math.min(MOST_DOTS, dataset.count);
  return samplesAt(
    dataset,
    Array.from({ length: count }, (_, index) => Math.floor((index * dataset.count) / count)),
  ).data;
}

function rangeOf(values: Values): readonly [number, number] {
  if (values instanceof Uint8Array) return [0, 1];
  let [low, high] = [0, 1];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The first sample of each class, or where there are no labels (or too many classes) some from everywhere. */
function examplesOf(dataset: Dataset): Examples {
  const { count, labels } = dataset;
  const classes = classesOf(dataset);
  const byClass = labels !== undefined && classes.length > 1 && classes.length <= MOST_EXAMPLES;
  const shown = Math.min(MOST_EXAMPLES, count);
  const rows = byClass
    ? classes.map((label) => labels.indexOf(label))
    : Array.from({ length: shown }, (_, index) => Math.floor((index * count) / shown));
  const { data: values, mask } = samplesAt(dataset, rows);
  const names = rows.map((row) => (byClass ? className(dataset, labels[row] ?? 0) : `sample ${row + 1}`));
  return { names, values, ...(mask && { mask }) };
}
