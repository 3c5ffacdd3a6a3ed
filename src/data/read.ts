import { ArgumentError, DataError, ShapeError } from "../errors.js";
import { type Bytes, type BytesSource, bytesOf } from "./bytes.js";
import { checkReading } from "./check-options.js";
import { type Content, contentOfArray, labelsOfArray } from "./content.js";
import type { CsvOptions } from "./csv.js";
import { tableFromCsv } from "./csv.js";
import type { Dataset } from "./dataset.js";
import { samplesAt } from "./dataset.js";
import { contentOf, type FileOptions } from "./file.js";
import { contentOfFolder, type FolderFile, type PictureOptions } from "./folder.js";
import { parseNpy } from "./npy.js";
import type { NamedBytes } from "./png.js";
import { fitPreparation, type Prepared, type PrepareOptions } from "./preparation/fit.js";
import { applyPreparation, namesOf } from "./preparation/fitted.js";
import type { Preparation } from "./preparation/preparation.js";
import { readPreparation } from "./preparation/schema.js";

/** How training data are read: what their format is asked for, and what is decided about their values. */
export interface ReadOptions extends PrepareOptions, FileOptions {
  /**
   * A file of what the output should be, sample by sample: clean pictures beside noisy ones, whole rows beside rows with gaps.
   * It is read as the samples are. Default: the samples themselves.
   */
  readonly targets?: NamedBytes;
}

/** Training data, and what was learnt from them about how to read the next file. */
export interface ReadResult extends Prepared {
  /** What was learnt; it belongs to the model: `Autoencoder.create({ …, preparation })`. */
  readonly preparation: FittedPreparation;
}

/** What each option of reading is for; for any data without a word. */
const OPTIONS: Readonly<Record<keyof ReadOptions, "" | "tables" | "arrays">> = {
  ...{ labelColumn: "tables", columns: "tables", drop: "tables", text: "tables", dates: "tables" },
  ...{ header: "tables", separator: "tables", decimal: "tables", encoding: "tables", limit: "" },
  ...{ labels: "arrays", array: "arrays", transpose: "arrays" },
  ...{ scale: "", missing: "", shape: "", validationSplit: "", targets: "" },
};

/**
 * Reads the training data from a file of any format that holds many samples: CSV, Parquet, NPY, NPZ, IDX or safetensors,
 * plain or gzipped, told by its content. Of labelled data, `dataset.labels` has the number of each sample's class, and
 * `dataset.classes` the classes' names, where they are texts.
 * @param file a `File` that was chosen or dropped, or what `fetch` answers: those know their names
 * @param name the file's name, which messages begin with
 * @throws {FormatError}, {DataError}, {ShapeError}, {ArgumentError} for what cannot be read, and for an option that is not known
 */
export function readData(file: File | Response, options?: ReadOptions): Promise<ReadResult>;
export function readData(bytes: BytesSource, name: string, options?: ReadOptions): Promise<ReadResult>;
export async function readData(
  source: BytesSource,
  named: string | ReadOptions | undefined,
  more: ReadOptions = {},
): Promise<ReadResult> {
  const [name, options] = typeof named === "string" ? [named, more] : [nameOf(source), named ?? more];
  checkReading(options);
  const content = await contentOf(source, name, options);
  refuseIdle(content.kind, name, options);
  const { targets } = options;
  const beside = targets && { content: await contentOf(targets.bytes, targets.name, options), name: targets.name };
  return prepared(content, name, options, beside);
}

/**
 * Reads the training data from a folder of pictures, PNG, JPEG or WebP (in a browser also what it shows besides), cropped
 * around their middle and scaled to one size: shape `[height, width]`, or `[height, width, 3]` in colour. Subfolders are classes:
 * `dataset.labels` has their numbers, `dataset.classes` their names.
 * @param files all files of the folder and its subfolders; what is no picture is passed over, and counted
 * @param name the folder's, which messages begin with
 * @throws {FormatError}, {DataError}, {ArgumentError} for what cannot be read, and for an option that is not known
 */
export async function readPictures(
  files: readonly FolderFile[],
  name: string,
  { size, channels, signal, onProgress, targetFiles, ...options }: ReadPicturesOptions = {},
): Promise<ReadResult> {
  checkReading(options);
  refuseIdle("pictures", name, options);
  const { scale = "auto" } = options;
  const how = { ...defined({ size, channels, signal, onProgress }), exact: scale !== "auto" && scale !== "bytes" };
  const content = await contentOfFolder(files, name, how);
  if (!targetFiles) return prepared(content, name, options);
  const aims = `the targets of ${name}`;
  const [height = 1, width = 1] = content.shape;
  const beside = await contentOfFolder(targetFiles, aims, { ...how, size: [height, width] });
  return prepared(content, name, options, { content: beside, name: aims });
}

/** How a folder of pictures is read, as training data. */
export interface ReadPicturesOptions
  extends PictureOptions,
    Pick<PrepareOptions, "scale" | "validationSplit" | "missing"> {
  /** Files of what the output should be, picture by picture in the same order: clean pictures beside noisy ones. */
  readonly targetFiles?: readonly FolderFile[];
}

/** Without the fields that are undefined. */
function defined<T extends object>(fields: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/**
 * Training data from what a file holds.
 * @param targets what the output should be, read as the samples are
 */
export function prepared(
  content: Content,
  name: string,
  options: PrepareOptions,
  targets?: { readonly content: Content; readonly name: string },
): ReadResult {
  const { preparation: plain, dataset: samples, split, summary, warnings } = fitPreparation(content, name, options);
  const preparation = new FittedPreparation(plain);
  const read: Prepared = { dataset: samples, summary, warnings };
  const aimed = targets ? aimedAt(read, preparation.apply(targets.content, targets.name), name, targets.name) : read;
  const { dataset } = aimed;
  return {
    ...aimed,
    preparation,
    dataset: split ? samplesAt(dataset, split.train) : dataset,
    ...(split && { validation: samplesAt(dataset, split.validation), validationRows: split.validation }),
    summary: targets ? `${summary}; targets from ${targets.name}` : summary,
  };
}

/**
 * Samples with others as what the output should be. A mask is of what the loss is taken from: of these.
 * @param name of the samples' file, and `of` of the targets', for messages
 * @throws {DataError} unless there are as many targets as samples
 */
export function aimedAt(read: Prepared, targets: Prepared, name: string, of: string): Prepared {
  const { mask: _, ...samples } = read.dataset;
  const { data, shape, count, mask } = targets.dataset;
  if (count !== samples.count) {
    throw new DataError(
      `${of} has ${count} targets, ${name} has ${samples.count} samples: give one target a sample, in the same order.`,
    );
  }
  const dataset = { ...samples, targets: { data, shape }, ...(mask && { mask }) };
  return { ...read, dataset, warnings: [...read.warnings, ...targets.warnings] };
}

/** The name of what knows its own. @throws {ArgumentError} for bytes alone */
function nameOf(source: BytesSource): string {
  const { name, url } = Object(source) as { readonly name?: unknown; readonly url?: unknown };
  if (typeof name === "string" && name !== "") return name;
  const [, last] = /([^/?#]+)(?:[?#].*)?$/.exec(typeof url === "string" ? url : "") ?? [];
  if (last !== undefined) return decodeURIComponent(last);
  throw new ArgumentError('Bytes don\'t know the name of their file: readData(bytes, "sensors.csv").');
}

/** A data set from a file, as {@link readData} reads it. */
export async function datasetFromFile(bytes: BytesSource, name: string, options: ReadOptions = {}): Promise<Dataset> {
  return (await readData(bytes, name, options)).dataset;
}

/** A data set from a table as text or as a file's bytes, as {@link readData} reads it; `name` is for messages. */
export function datasetFromCsv(
  given: string | Bytes,
  { name = "The table", ...options }: PrepareOptions & { readonly name?: string } = {},
): Dataset {
  checkReading(options);
  const table = typeof given === "string" ? given : bytesOf(given, name);
  return fitPreparation({ kind: "table", table: tableFromCsv(table, name, options) }, name, options).dataset;
}

/**
 * A data set from an NPY file (`numpy.save`), as {@link readData} reads it.
 * @param options.labels an NPY file of labels, one whole number from 0 to 255 a sample; names are for messages
 */
export function datasetFromNpy(given: Bytes, options: NpyOptions = {}): Dataset {
  const { name = "The NPY file", labels, labelsName = "The label file", ...how } = options;
  checkReading(how);
  const content = contentOfArray(parseNpy(bytesOf(given, name), name), name);
  const known = labels && labelsOfArray(parseNpy(labels, labelsName), labelsName, content.grid.rows, name);
  return fitPreparation(known ? { ...content, labels: known } : content, name, how).dataset;
}

/** How an NPY file is read. */
export interface NpyOptions extends Pick<PrepareOptions, "scale" | "missing" | "shape"> {
  /** The file's name, which messages begin with; default `"The NPY file"`. */
  readonly name?: string;
  /** An NPY file of labels, one whole number from 0 to 255 a sample; default none. */
  readonly labels?: Uint8Array;
  /** That file's name; default `"The label file"`. */
  readonly labelsName?: string;
}

/**
 * How the data of a model are read. Plain data with a method: `JSON.stringify` gives what `preparationOf` takes, and a model keeps it
 * (`Autoencoder.create({ preparation })`).
 */
export class FittedPreparation implements Preparation {
  readonly version = 1;
  readonly kind: Preparation["kind"];
  readonly shape: readonly number[];
  declare readonly table?: NonNullable<Preparation["table"]>;
  declare readonly classes?: readonly string[];
  declare readonly transposed?: true;
  readonly scaling: Preparation["scaling"];
  readonly missing: Preparation["missing"];
  declare readonly ranges?: NonNullable<Preparation["ranges"]>;

  /** @throws {FormatError} for what is no preparation */
  constructor(given: unknown) {
    const known = readPreparation(given);
    this.kind = known.kind;
    this.shape = known.shape;
    this.scaling = known.scaling;
    this.missing = known.missing;
    Object.assign(this, known);
  }

  /** What each value of a sample is called, where the training data were a table. */
  get names(): readonly string[] | undefined {
    return namesOf(this);
  }

  /**
   * Reads another file as the training data were read.
   * @throws {DataError} when it doesn't fit, {FormatError} when it cannot be read
   */
  async read(bytes: BytesSource, name: string, options: FileOptions = {}): Promise<Prepared> {
    checkReading(options, ["labels", "array", "transpose"]);
    const written = (this.table?.written ?? {}) as CsvOptions;
    const expected = this.table?.columns.flatMap((column) => column.name ?? []) ?? [];
    const transpose = options.transpose ?? this.transposed === true;
    return this.apply(await contentOf(bytes, name, { ...written, ...options, transpose }, expected), name);
  }

  /**
   * Reads another folder of pictures as the training data were read: cropped and scaled to the same size, grey or in colour.
   * @throws {ShapeError} when the training data were no images
   */
  async readPictures(files: readonly FolderFile[], name: string, options: PictureOptions = {}): Promise<Prepared> {
    if (this.table && this.scaling.method !== "bytes") {
      throw new ShapeError(
        `${name} holds pictures, and the model was trained on a table. Give a table with the same columns.`,
      );
    }
    const [height, width, channels = 1, ...more] = imageAxes(this.shape);
    if (height === undefined || width === undefined || more.length > 0 || (channels !== 1 && channels !== 3)) {
      throw new ShapeError(
        `${name} holds pictures, and the model was trained on rows of ${this.shape.join(" × ")} values.`,
      );
    }
    const exact = this.scaling.method !== "bytes";
    return this.apply(await contentOfFolder(files, name, { ...options, size: [height, width], channels, exact }), name);
  }

  /** Reads what a file holds as the training data were read. */
  apply(content: Content, name: string): Prepared {
    return applyPreparation(this, content, name);
  }
}

/** Axes of images; a row of values is a square one where it makes one, as MNIST's 784 do. */
function imageAxes(shape: readonly number[]): readonly number[] {
  const side = Math.sqrt(shape[0] ?? 0);
  return shape.length === 1 && Number.isInteger(side) ? [side, side] : shape;
}

/**
 * The preparation that a model keeps.
 * @param model an `Autoencoder`, its description, or the preparation itself as plain data
 * @throws {DataError} when it keeps none, {FormatError} when what it keeps is damaged
 */
export function preparationOf(model: object): FittedPreparation {
  if (typeof model !== "object" || model === null) {
    throw new ArgumentError("preparationOf() takes a model, its description, or a preparation as plain data.");
  }
  const { description, preparation } = model as { description?: { preparation?: unknown }; preparation?: unknown };
  const found = description?.preparation ?? preparation ?? ("scaling" in model ? model : undefined);
  if (found !== undefined) return new FittedPreparation(found);
  throw new DataError(
    "The model doesn't know how its data were read: it was trained without a preparation. Give values as it was trained on, or " +
      "train it with one: Autoencoder.create({ preparation }).",
  );
}

/** Refuses options that would change nothing: whoever gives one believes that it does. */
function refuseIdle(kind: Content["kind"], name: string, options: ReadOptions): void {
  for (const [option, value] of Object.entries(options)) {
    const of = OPTIONS[option as keyof ReadOptions];
    if (value === undefined || of === "" || of === `${kind}s`) continue;
    const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new ArgumentError(`${option} (${flag}) is for ${of}: ${name} has no use for it. Leave it out.`);
  }
}
