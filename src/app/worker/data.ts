import { DataError, type Dataset, datasetOf, imagesFromIdx, loadMnist, type Values } from "../../index.js";
import type { DataInfo, Examples, OwnData, ReadOptions } from "./protocol.js";

/** A data set as the worker keeps it. */
export interface LoadedData {
  readonly train: Dataset;
  readonly validation: Dataset | undefined;
  readonly info: DataInfo;
}

/** Every so many samples of the visitor's own data, one is kept aside to validate on. */
const HOLD_OUT = 10;
const MOST_EXAMPLES = 10;

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** MNIST, from the folder at `url`. */
export async function mnistFrom(url: string, onProgress: (loaded: number, total: number) => void): Promise<LoadedData> {
  const { train, test } = await loadMnist({ url, onProgress });
  // Flat in the library, as the notebook has them; images for models that need such.
  return loaded("MNIST", { ...train, shape: [28, 28] }, { ...test, shape: [28, 28] });
}

/**
 * The visitor's own files: pictures, one file of samples (IDX, NPY, CSV), or an IDX file of images and one of labels.
 * @throws {DataError}, {@link FormatError} naming the file
 */
export async function dataFrom(
  files: readonly File[],
  options: ReadOptions,
  onProgress: (read: number) => void,
): Promise<LoadedData> {
  const [first, second, ...more] = files;
  if (!first) throw new DataError("There is no file. Drop at least one.");
  if (isPicture(first)) {
    const other = files.find((file) => !isPicture(file));
    if (other)
      throw new DataError(`${other.name} is no picture, the other files are. Drop pictures only, or one file of data.`);
    const { imagesFromFiles } = await import("../../data.js");
    const names = [...files].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
    const dataset = await imagesFromFiles(names, { size: options.size, onProgress });
    const own = { kind: "pictures", side: options.size } as const;
    return split(files.length === 1 ? first.name : `${files.length} pictures`, dataset, own);
  }
  if (more.length > 0) {
    throw new DataError(
      `${files.length} files of data at a time are too many: drop one, or an IDX file of images with its labels, or pictures only.`,
    );
  }
  if (second) return imagesWithLabels(first, second);
  const { datasetFromFile } = await import("../../data.js");
  const scale = options.stretch ? "columns" : "auto";
  const dataset = await datasetFromFile(await bytesOf(first), first.name, { scale });
  const pixels = dataset.data instanceof Uint8Array;
  // IDX files hold pixels, which are never stretched.
  const own = { kind: "file", name: first.name, pixels, stretched: options.stretch && !pixels } as const;
  return split(first.name, dataset, own);
}

function isPicture(file: File): boolean {
  return file.type.startsWith("image/") || /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(file.name);
}

/** Two IDX files, in any order: the larger one holds the images. */
async function imagesWithLabels(...files: readonly [File, File]): Promise<LoadedData> {
  const [labels, images] = [...files].sort((a, b) => a.size - b.size) as [File, File];
  const { name } = images;
  const dataset = await imagesFromIdx(await bytesOf(images), {
    name,
    labels: await bytesOf(labels),
    labelsName: labels.name,
  });
  const own = { kind: "file", name, pixels: true, stretched: false } as const;
  return split(files.map((file) => file.name).join(", "), dataset, own);
}

async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new DataError(`${file.name} cannot be read: it was moved, or is a folder. Choose it again.`, { cause });
  }
}

/** Keeps every tenth sample aside: files are often sorted, and their end alone would not be like the rest. */
function split(name: string, dataset: Dataset, own: OwnData): LoadedData {
  const validationCount = Math.floor(dataset.count / HOLD_OUT);
  if (validationCount === 0) return loaded(name, dataset, undefined, own);
  const isHeldOut = (row: number) => row % HOLD_OUT === HOLD_OUT - 1;
  return loaded(
    name,
    rowsOf(dataset, (row) => !isHeldOut(row)),
    rowsOf(dataset, isHeldOut),
    own,
  );
}

function rowsOf({ data, shape, count, labels }: Dataset, wanted: (row: number) => boolean): Dataset {
  const size = sizeOf(shape);
  const rows = Array.from({ length: count }, (_, row) => row).filter(wanted);
  const values = data instanceof Uint8Array ? new Uint8Array(rows.length * size) : new Float32Array(rows.length * size);
  for (const [index, row] of rows.entries()) values.set(data.subarray(row * size, (row + 1) * size), index * size);
  return datasetOf(values, shape, labels && Uint8Array.from(rows, (row) => labels[row] ?? 0));
}

function loaded(name: string, train: Dataset, validation: Dataset | undefined, own?: OwnData): LoadedData {
  const { shape, count } = train;
  const info = {
    mnist: own === undefined,
    ...(own && { own }),
    name,
    shape,
    count,
    validationCount: validation?.count ?? 0,
    range: rangeOf(train.data),
    examples: examplesOf(validation ?? train),
  };
  return { train, validation, info };
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
  const { data, shape, count, labels } = dataset;
  const size = sizeOf(shape);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const byClass = labels !== undefined && classes.length > 1 && classes.length <= MOST_EXAMPLES;
  const shown = Math.min(MOST_EXAMPLES, count);
  const rows = byClass
    ? classes.map((label) => labels.indexOf(label))
    : Array.from({ length: shown }, (_, index) => Math.floor((index * count) / shown));
  const values = data instanceof Uint8Array ? new Uint8Array(rows.length * size) : new Float32Array(rows.length * size);
  for (const [index, row] of rows.entries()) values.set(data.subarray(row * size, (row + 1) * size), index * size);
  return { names: byClass ? classes.map(String) : rows.map((row) => `sample ${row + 1}`), values };
}
