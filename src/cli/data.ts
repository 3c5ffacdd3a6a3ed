import { readFile } from "node:fs/promises";
import { DataError, type Dataset, datasetOf, imagesFromIdx, loadMnist, ShapeError, take } from "../index.js";
import { type ImageShape, imageShape } from "./pictures.js";

export interface DataOptions {
  /** `mnist`, or the path of an IDX image file, raw or gzipped. */
  readonly data: string;
  /** Path of an IDX image file to validate on; MNIST validates on its own test set without one. */
  readonly validation?: string;
  /** Train on the first so many samples only. */
  readonly limit?: number;
}

/** The data of a run, each sample flat. */
export interface RunData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  /** Values in a sample. */
  readonly size: number;
  /** How to draw a sample. */
  readonly image: ImageShape;
}

/**
 * Reads the training data, and the validation data where there is any.
 * @throws {DataError} for a file that is missing, cannot be read or holds no images
 * @throws {FormatError} for one that is not IDX, or damaged
 * @throws {ShapeError} when the validation data's samples are of another size
 */
export async function loadData(options: DataOptions): Promise<RunData> {
  const { train, test } =
    options.data === "mnist" ? await loadMnist() : { train: await readImages(options.data), test: undefined };
  const validation = options.validation === undefined ? test : await readImages(options.validation);
  const size = product(train.shape);
  if (validation && product(validation.shape) !== size) {
    throw new ShapeError(
      `The validation data ${options.validation ?? ""} has ${product(validation.shape)} values a sample ` +
        `(${validation.shape.join(" × ")}), the training data ${options.data} has ${size} (${train.shape.join(" × ")}). ` +
        "Give two files of the same image size.",
    );
  }
  return {
    train: flat(options.limit === undefined ? train : take(train, options.limit)),
    ...(validation && { validation: flat(validation) }),
    size,
    image: imageShape(train.shape),
  };
}

async function readImages(path: string): Promise<Dataset> {
  return imagesFromIdx(await readBytes(path), { name: path });
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") {
      throw new DataError(`There is no file "${path}". Give the path of an IDX image file, or "mnist".`, { cause });
    }
    if (code === "EISDIR") {
      throw new DataError(`"${path}" is a folder. Give the path of an IDX image file in it.`, { cause });
    }
    throw new DataError(`"${path}" cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

function flat({ data, shape }: Dataset): Dataset {
  return datasetOf(data, [product(shape)]);
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
