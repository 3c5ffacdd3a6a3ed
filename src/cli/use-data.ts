import { aimedAt, type FittedPreparation, kindOf, type Preparation, preparationOf, readData } from "../data.js";
import { ArgumentError, codeShape, type Dataset, loadMnist, MNIST_PREPARATION, ShapeError, sizeOf } from "../index.js";
import { readBy, readOwn } from "./data.js";
import { readBytes } from "./data-files.js";
import { count } from "./format.js";
import type { ModelFile } from "./model-file.js";
import type { UseOptions } from "./use-options.js";

/** Data that a trained model is used on. */
export interface UseData {
  readonly dataset: Dataset;
  /** How they were read: as the model's training data were, or, where it doesn't know, by themselves. */
  readonly preparation: Pick<Preparation, "scaling" | "ranges" | "kind">;
  /** What each value of a sample is called. */
  readonly names?: readonly string[];
  /** How they were read, in one line. */
  readonly summary: string;
  readonly warnings: readonly string[];
}

/** What belongs to the samples, and where it is. */
type BesideOptions = Pick<UseOptions, "labelColumn" | "labels" | "array" | "targets">;

/**
 * Reads data by the model's own preparation. A model without one gets them as `train` reads them.
 * @param path of a file or a folder of pictures, or `mnist`
 * @param part of MNIST
 */
export async function readFor(
  model: ModelFile,
  path: string,
  part: "train" | "test",
  options: BesideOptions = {},
): Promise<UseData> {
  const { labelColumn } = options;
  const read = path === "mnist" ? await mnist(part, options) : await fromPath(model, path, options);
  const { dataset } = read;
  const [given, wanted] = [dataset.data.length / dataset.count, sizeOf(model.description.input)];
  if (given !== wanted) {
    throw new ShapeError(
      `${path} has ${given} values a sample (${dataset.shape.join(" × ")}), the model takes ${wanted} ` +
        `(${model.description.input.join(" × ")}). Give samples of the size that it was trained on.`,
    );
  }
  if (labelColumn !== undefined && labelColumn !== "none" && !dataset.labels) {
    throw new ArgumentError(
      `${path} has no column "${labelColumn}" for the labels. Give its name as the header has it.`,
    );
  }
  return read;
}

async function mnist(part: "train" | "test", options: BesideOptions): Promise<UseData> {
  const { labelColumn, labels, array, targets } = options;
  if ([labelColumn, labels, array, targets].some((given) => given !== undefined)) {
    throw new ArgumentError(
      "--label-column, --labels, --array and --targets are for own data: MNIST has no use for them. Leave them out.",
    );
  }
  const dataset = (await loadMnist())[part];
  const name = part === "train" ? "training set" : "test set";
  return {
    dataset,
    preparation: MNIST_PREPARATION,
    summary: `read ${count(dataset.count)} samples: MNIST's ${name}`,
    warnings: [],
  };
}

async function fromPath(
  { preparation, path: file }: ModelFile,
  path: string,
  { labelColumn, labels, array, targets }: BesideOptions,
): Promise<UseData> {
  const beside = { ...(labels !== undefined && { labels }), ...(array !== undefined && { array }) };
  if (preparation) {
    const by = labelColumn === undefined ? preparation : withLabels(preparation, labelColumn);
    const { names } = preparation;
    const read = await readBy(by, path, beside);
    // Targets need no labels, where the samples have some.
    const aimed = targets === undefined ? read : aimedAt(read, await readBy(preparation, targets), path, targets);
    return { ...aimed, preparation, ...(names && { names }) };
  }
  const read = await readOwn(path, {
    ...beside,
    ...(labelColumn !== undefined && { labelColumn }),
    ...(targets !== undefined && { targets }),
  });
  const { names } = read.preparation;
  const unprepared =
    `${file} doesn't know how its training data were read: ${path} is read by itself, as train would read it. ` +
    "Where it was trained with --scale, train it anew.";
  return { ...read, warnings: [unprepared, ...read.warnings], ...(names && { names }) };
}

/** The preparation with labels in a column that the training data did not have, by its name or its number from 1. */
function withLabels(preparation: FittedPreparation, column: string): FittedPreparation {
  const { table } = preparation;
  if (!table) throw new ArgumentError("--label-column is for tables: the model was trained on none. Leave it out.");
  if (column === "none") {
    const { label: _, ...without } = table;
    return preparationOf({ ...preparation, table: without });
  }
  const position = /^[1-9]\d*$/.test(column) ? Number(column) - 1 : undefined;
  const label = position === undefined ? { name: column, position: 0 } : { position };
  const width = Math.max(table.width, (position ?? 0) + 1);
  return preparationOf({ ...preparation, table: { ...table, label, width } });
}

/** Codes, as `encode` writes them: the columns that it names, or all the numbers of a file. */
export async function readCodes({ description }: ModelFile, path: string): Promise<UseData> {
  const bytes = await readBytes(path);
  const size = sizeOf(codeShape(description));
  const names = codeNames(size);
  const isNamed = names.every((name) => headOf(bytes).includes(name));
  const others = kindOf(bytes, path) === "text" ? ({ text: "drop", dates: "drop" } as const) : {};
  const options = isNamed ? { columns: names } : others;
  const read = await readData(bytes, path, { scale: "none", ...options });
  const given = read.dataset.data.length / read.dataset.count;
  if (given === size) return read;
  throw new ShapeError(`${path} has ${given} values a sample, the model's codes have ${size}. Give what encode wrote.`);
}

/** The fields of a text's first line, as far as they are quoted nowhere. */
const headOf = (bytes: Uint8Array) =>
  new TextDecoder()
    .decode(bytes.subarray(0, 2 ** 20))
    .split(/\r?\n/, 1)[0]
    ?.split(",") ?? [];

/** What the numbers of a code are called. */
export const codeNames = (size: number) => Array.from({ length: size }, (_, index) => `code ${index + 1}`);
