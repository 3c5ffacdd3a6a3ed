import type {
  DatePolicy,
  Encoding,
  FittedPreparation,
  MissingPolicy,
  Prepared,
  ReadOptions,
  ReadResult,
  Scale,
  TextPolicy,
} from "../data.js";
import { type ImageShape, imageShapeOf } from "../experiments/image-shape.js";
import {
  ArgumentError,
  type Dataset,
  datasetOf,
  loadMnist,
  MNIST_PREPARATION,
  type Preparation,
  ShapeError,
  sizeOf,
  take,
} from "../index.js";
import { checkSize, filesIn, folderOf, look, namedBytes, readBytes } from "./data-files.js";
import { digestOf } from "./digest.js";

/** What the command line says about data. */
export interface DataOptions {
  /** `mnist`, or the path of a file that holds samples, or of a folder of pictures. */
  readonly data: string;
  /** Path of the same kinds to validate on; MNIST validates on its own test set without one. */
  readonly validation?: string;
  /** The share of the samples that is kept aside to validate on. */
  readonly validationSplit?: number;
  /** Train on the first so many samples only. */
  readonly limit?: number;
  readonly scale?: Scale;
  readonly missing?: MissingPolicy;
  readonly header?: "auto" | "yes" | "no";
  /** The column that holds labels, by its name or its number from 1. */
  readonly labelColumn?: string;
  readonly columns?: readonly string[];
  readonly drop?: readonly string[];
  readonly text?: TextPolicy;
  readonly dates?: DatePolicy;
  readonly decimal?: "auto" | "point" | "comma";
  readonly separator?: string;
  readonly encoding?: Encoding | "auto";
  /** Path of what the output should be, sample by sample, of the same kinds; default: the samples themselves. */
  readonly targets?: string;
  /** The same for the validation data. */
  readonly validationTargets?: string;
  /** Path of a file of labels. */
  readonly labels?: string;
  readonly array?: string;
  readonly transpose?: boolean;
  /** The side of the square that each picture is cropped and scaled to; default: the first one's size. */
  readonly imageSize?: number;
  readonly channels?: "grey" | "colour";
  /** Seeds what is kept aside. */
  readonly seed?: number;
}

/** The data of a run, each sample flat. */
export interface RunData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  /** What was learnt from the training data about how to read the next file. */
  readonly preparation: Preparation;
  /** Values in a sample. */
  readonly size: number;
  /** The shape that the samples came with. */
  readonly shape: readonly number[];
  /** What each value of a sample is called, where they are columns of a table. */
  readonly columns?: readonly string[];
  /** How to draw a sample. */
  readonly image: ImageShape;
  /** How they were read, a line a file. */
  readonly summaries: readonly string[];
  /** What will disappoint. */
  readonly warnings: readonly string[];
  /** Tells other training data from these. */
  readonly digest: string;
}

/**
 * Reads the training data, and the validation data where there is any.
 * @param known the preparation of the run that goes on, by which the data are read again
 * @throws {DataError} for a file that is missing, cannot be read, is too large or holds no samples
 * @throws {FormatError} for one of a format that is not known, or damaged
 * @throws {ShapeError} when the validation data's samples are of another size
 * @throws {ArgumentError} for an option that says how to read what is not there
 */
export async function loadData(options: DataOptions, known?: Preparation): Promise<RunData> {
  const { data, validation: path, validationSplit, limit } = options;
  if (path !== undefined && validationSplit !== undefined) {
    throw new ArgumentError(
      "Give --validation or --validation-split: the one brings data, the other keeps some aside.",
    );
  }
  const own = data === "mnist" ? await readMnist(options) : await readTraining(options, known);
  const { preparation } = own;
  const other = path === undefined ? undefined : await readValidation(preparation, path, options);
  const validation = other?.dataset ?? own.validation;
  const { shape } = own.dataset;
  const size = sizeOf(shape);
  if (validation && sizeOf(validation.shape) !== size) {
    throw new ShapeError(
      `The validation data ${path ?? ""} has ${sizeOf(validation.shape)} values a sample (${validation.shape.join(" × ")}), ` +
        `the training data ${data} has ${size} (${shape.join(" × ")}). Give two of the same size.`,
    );
  }
  return {
    train: flat(limit === undefined ? own.dataset : take(own.dataset, limit)),
    ...(validation && { validation: flat(validation) }),
    preparation: JSON.parse(JSON.stringify(preparation)) as Preparation,
    size,
    shape,
    ...(preparation.names && { columns: preparation.names }),
    image: imageShapeOf(shape, preparation),
    summaries: [own.summary, ...(other ? [other.summary] : [])].filter((line) => line !== ""),
    warnings: [...own.warnings, ...(other?.warnings ?? [])],
    digest: digestOf(own.dataset),
  };
}

/** Validation data, with their targets where the training data have some. */
async function readValidation(preparation: FittedPreparation, path: string, options: DataOptions): Promise<Prepared> {
  const { targets, validationTargets } = options;
  if ((targets === undefined) !== (validationTargets === undefined)) {
    const [given, missing] =
      targets === undefined ? ["--validation-targets", "--targets"] : ["--targets", "--validation-targets"];
    throw new ArgumentError(
      `${given} needs ${missing}: training and validation data have targets both, or neither has.`,
    );
  }
  return readAimed(preparation, path, validationTargets);
}

/** Data read by a preparation, with their targets where there are any. */
async function readAimed(
  preparation: FittedPreparation,
  path: string,
  targets: string | undefined,
  beside: Pick<DataOptions, "labels" | "array"> = {},
): Promise<Prepared> {
  const read = await readBy(preparation, path, beside);
  if (targets === undefined) return read;
  const { aimedAt } = await import("../data.js");
  return aimedAt(read, await readBy(preparation, targets), path, targets);
}

/** Data that are read, with the preparation that later files are read by. */
type Own = Prepared & { readonly preparation: FittedPreparation };

async function readMnist(options: DataOptions): Promise<Own> {
  const { preparationOf } = await import("../data.js");
  const { labels, targets, validationSplit, imageSize, channels } = options;
  const given = { ...readOptions(options), labels, targets, validationSplit, imageSize, channels };
  const idle = Object.entries(given).find(([, value]) => value !== undefined);
  if (idle) {
    throw new ArgumentError(`${flagOf(idle[0])} says how own data are read: MNIST has no use for it. Leave it out.`);
  }
  const { train, test } = await loadMnist();
  return { dataset: train, validation: test, preparation: preparationOf(MNIST_PREPARATION), summary: "", warnings: [] };
}

/** Reads the training data: as before where a run goes on, else as the options say. */
async function readTraining(options: DataOptions, known: Preparation | undefined): Promise<Own> {
  const { data, validationSplit, seed } = options;
  if (known && validationSplit === undefined) {
    const { preparationOf } = await import("../data.js");
    const preparation = preparationOf(known);
    return { ...(await readAimed(preparation, data, options.targets, options)), preparation };
  }
  const split =
    validationSplit === undefined ? {} : { validationSplit: { fraction: validationSplit, seed: seed ?? 1 } };
  return readOwn(data, options, split);
}

/** Reads data of one's own, and learns from them how to read the next. */
export async function readOwn(
  path: string,
  options: Omit<DataOptions, "data">,
  more: Pick<ReadOptions, "validationSplit"> = {},
): Promise<ReadResult> {
  // The parsers are loaded only when there is something of one's own to parse.
  const { readData, readPictures } = await import("../data.js");
  const how = { ...readOptions(options), ...more };
  const { folder, size } = await look(path);
  if (folder) {
    const { imageSize, channels } = options;
    const pictures = {
      ...(imageSize !== undefined && { size: imageSize }),
      ...(channels !== undefined && { channels: channels === "colour" ? (3 as const) : (1 as const) }),
    };
    const aims = options.targets === undefined ? {} : { targetFiles: await folderOf(options.targets) };
    return readPictures(await filesIn(path), path, { ...how, ...pictures, ...aims });
  }
  if (options.imageSize !== undefined || options.channels !== undefined) {
    const flag = options.imageSize === undefined ? "--channels" : "--image-size";
    throw new ArgumentError(`${flag} is for folders of pictures: "${path}" has no use for it. Leave it out.`);
  }
  checkSize(path, size);
  const labels = options.labels === undefined ? {} : { labels: await namedBytes(options.labels) };
  const targets = options.targets === undefined ? {} : { targets: await namedBytes(options.targets) };
  return readData(await readBytes(path), path, { ...how, ...labels, ...targets });
}

/** Reads data as a model's training data were read. */
export async function readBy(
  preparation: FittedPreparation,
  path: string,
  { labels, array }: Pick<DataOptions, "labels" | "array"> = {},
): Promise<Prepared> {
  const { folder, size } = await look(path);
  if (folder) return preparation.readPictures(await filesIn(path), path);
  checkSize(path, size);
  return preparation.read(await readBytes(path), path, {
    ...(labels !== undefined && { labels: await namedBytes(labels) }),
    ...(array !== undefined && { array }),
  });
}

/** What the command line says, as the library takes it. */
function readOptions(options: Omit<DataOptions, "data">): ReadOptions {
  const { header, labelColumn, columns, drop, text, dates, decimal, separator, encoding, array, transpose } = options;
  const { scale, missing } = options;
  const given = {
    ...{
      labelColumn: labelColumn === "none" ? null : labelColumn,
      columns,
      drop,
      text,
      dates,
      decimal,
      separator,
      encoding,
      array,
      transpose,
      scale,
      missing,
    },
    header: header === undefined || header === "auto" ? header : header === "yes",
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const flagOf = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function flat({ data, shape, count: _, ...beside }: Dataset): Dataset {
  return datasetOf(data, [sizeOf(shape)], beside);
}
