import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { NamedBytes, ReadOptions, Scale } from "../data.js";
import { ArgumentError, DataError, type Dataset, datasetOf, loadMnist, ShapeError, take } from "../index.js";
import { type ImageShape, imageShape, isStrip } from "./pictures.js";

export interface DataOptions {
  /** `mnist`, or the path of an IDX, NPY or CSV file, plain or gzipped, or of a folder of PNG pictures. */
  readonly data: string;
  /** Path of the same kinds to validate on; MNIST validates on its own test set without one. */
  readonly validation?: string;
  /** Of a table: the column that holds labels, by its name or its number from 1. */
  readonly labelColumn?: string;
  /** What becomes of the numbers of an NPY or CSV file; default `auto`. */
  readonly scale?: Scale;
  /** Of a folder of pictures: the side of the square that each is cropped and scaled to; default: the first one's size. */
  readonly imageSize?: number;
  /** Train on the first so many samples only. */
  readonly limit?: number;
}

/** The data of a run, each sample flat. */
export interface RunData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  /** Values in a sample. */
  readonly size: number;
  /** The shape that the samples came with. */
  readonly shape: readonly number[];
  /** How to draw a sample. */
  readonly image: ImageShape;
}

/**
 * Reads the training data, and the validation data where there is any.
 * @throws {DataError} for a file that is missing, cannot be read, is too large or holds no samples
 * @throws {FormatError} for one of a format that is not known, or damaged
 * @throws {ShapeError} when the validation data's samples are of another size
 * @throws {ArgumentError} for an option that says how to read what is not there
 */
export async function loadData(options: DataOptions): Promise<RunData> {
  if (options.data === "mnist" && options.validation === undefined) refuse(options, "MNIST", []);
  const { train, test } =
    options.data === "mnist" ? await loadMnist() : { train: await readSamples(options.data, options), test: undefined };
  const validation = options.validation === undefined ? test : await readSamples(options.validation, options, train);
  const size = product(train.shape);
  if (validation && product(validation.shape) !== size) {
    throw new ShapeError(
      `The validation data ${options.validation ?? ""} has ${product(validation.shape)} values a sample ` +
        `(${validation.shape.join(" × ")}), the training data ${options.data} has ${size} (${train.shape.join(" × ")}). ` +
        "Give two of the same size.",
    );
  }
  return {
    train: flat(options.limit === undefined ? train : take(train, options.limit)),
    ...(validation && { validation: flat(validation) }),
    size,
    shape: train.shape,
    image: imageShape(train.shape),
  };
}

/** A file is read into memory whole. */
export const MOST_BYTES = 2 ** 30;

/** @param like samples whose size pictures take */
async function readSamples(path: string, options: DataOptions, like?: Dataset): Promise<Dataset> {
  // The parsers are loaded only when there is something of one's own to parse.
  const { datasetFromFile, imagesFromPngs } = await import("../data.js");
  const { folder, size } = await look(path);
  if (folder) {
    refuse(options, `"${path}", a folder of pictures,`, ["imageSize"]);
    const side = options.imageSize ?? (like && sizeLike(imageShape(like.shape)));
    return imagesFromPngs(pngsIn(path), side === undefined ? {} : { size: side });
  }
  if (size > MOST_BYTES) {
    throw new DataError(
      `"${path}" has ${(size / 2 ** 30).toFixed(1)} GiB; files of at most ${MOST_BYTES / 2 ** 30} GiB are read. Take a part of it.`,
    );
  }
  const bytes = await readBytes(path);
  refuse(options, `"${path}"`, takenBy(path, bytes));
  return datasetFromFile(bytes, path, fileOptions(options));
}

/** Options that say how one kind of data is to be read. */
const HOW = {
  labelColumn: { flag: "--label-column", of: "CSV files" },
  scale: { flag: "--scale", of: "CSV and NPY files" },
  imageSize: { flag: "--image-size", of: "folders of PNG pictures" },
} as const;
type How = keyof typeof HOW;

/** What a file takes of them, as far as its name and its first bytes tell. */
function takenBy(path: string, [first, second]: Uint8Array): readonly How[] {
  const name = path.replace(/\.gz$/i, "");
  if (/\.(csv|tsv|txt)$/i.test(name)) return ["labelColumn", "scale"];
  const isIdx = first === 0 && second === 0;
  return isIdx ? [] : ["scale"];
}

/** Refuses options that would change nothing: whoever gives one believes that it does. */
function refuse(options: DataOptions, what: string, taken: readonly How[]): void {
  const names = Object.keys(HOW) as How[];
  const idle = names.find((name) => options[name] !== undefined && !taken.includes(name));
  if (!idle) return;
  throw new ArgumentError(`${HOW[idle].flag} is for ${HOW[idle].of}: ${what} has no use for it. Leave it out.`);
}

function sizeLike(image: ImageShape): readonly [number, number] | undefined {
  return isStrip(image) ? undefined : [image.height, image.width];
}

function fileOptions({ labelColumn, scale }: DataOptions): ReadOptions {
  // People count columns from 1, as the messages do.
  const column = labelColumn !== undefined && /^[1-9]\d*$/.test(labelColumn) ? Number(labelColumn) - 1 : labelColumn;
  return { ...(column !== undefined && { labelColumn: column }), ...(scale && { scale }) };
}

/** Pictures that only browsers can read. */
const OTHER_PICTURES = [".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".avif", ".tif", ".tiff"];

/** The PNG files of a folder, in the order of their names: 2 before 10. Other files are passed over. */
async function* pngsIn(folder: string): AsyncGenerator<NamedBytes> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const other = names.find((name) => OTHER_PICTURES.includes(extname(name).toLowerCase()));
  if (other !== undefined) {
    throw new DataError(
      `"${join(folder, other)}" is no PNG, the only pictures that are read outside a browser. Convert it ` +
        "(magick mogrify -format png), or leave it out; the page reads other formats.",
    );
  }
  const pngs = names.filter((name) => extname(name).toLowerCase() === ".png");
  if (pngs.length === 0) {
    throw new DataError(
      `"${folder}" is a folder without PNG pictures. Give one that has some, or the path of an IDX, NPY or CSV file.`,
    );
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  for (const name of pngs.sort(compare)) {
    const path = join(folder, name);
    yield { name: path, bytes: await readBytes(path) };
  }
}

export async function look(path: string): Promise<{ folder: boolean; size: number }> {
  const found = await stat(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  return { folder: found.isDirectory(), size: found.size };
}

export async function readBytes(path: string): Promise<Uint8Array> {
  const buffer = await readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  // A plain array: Buffer's slice() would not copy, as everyone else's does.
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function unreadable(path: string, cause: NodeJS.ErrnoException): DataError {
  return cause.code === "ENOENT"
    ? new DataError(
        `There is no file "${path}". Give the path of an IDX, NPY or CSV file, or of a folder of PNG pictures, or "mnist".`,
        { cause },
      )
    : new DataError(`"${path}" cannot be read: ${cause.message}.`, { cause });
}

function flat({ data, shape, labels }: Dataset): Dataset {
  return datasetOf(data, [product(shape)], labels);
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
