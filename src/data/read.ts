import { ArgumentError, DataError } from "../errors.js";
import type { Content } from "./content.js";
import type { CsvOptions } from "./csv.js";
import { tableFromCsv } from "./csv.js";
import type { Dataset } from "./dataset.js";
import { contentOf, type FileOptions } from "./file.js";
import { fitPreparation, type Prepared, type PrepareOptions } from "./preparation/fit.js";
import { applyPreparation, namesOf } from "./preparation/fitted.js";
import type { Preparation } from "./preparation/preparation.js";
import { readPreparation } from "./preparation/schema.js";

/** How training data are read: what their format is asked for, and what is decided about their values. */
export interface ReadOptions extends PrepareOptions, FileOptions {}

/** Training data, and what was learnt from them about how to read the next file. */
export interface ReadResult extends Prepared {
  readonly preparation: FittedPreparation;
}

const OPTIONS: Readonly<Record<keyof ReadOptions, true>> = {
  ...{
    labelColumn: true,
    columns: true,
    drop: true,
    text: true,
    dates: true,
    scale: true,
    missing: true,
    shape: true,
    validationSplit: true,
  },
  ...{ header: true, separator: true, decimal: true, encoding: true, limit: true },
  ...{ labels: true, array: true, transpose: true },
};

/**
 * Reads the training data from a file of any format that holds many samples: CSV, Parquet, NPY, NPZ, IDX or safetensors,
 * plain or gzipped, told by its content.
 * @param name the file's name, which messages begin with
 * @throws {FormatError}, {DataError}, {ShapeError}, {ArgumentError} for what cannot be read, and for an option that is not known
 */
export async function readData(bytes: Uint8Array, name: string, options: ReadOptions = {}): Promise<ReadResult> {
  checkNames(options);
  return prepared(await contentOf(bytes, name, options), name, options);
}

/** Training data from what a file holds. */
export function prepared(content: Content, name: string, options: PrepareOptions): ReadResult {
  const { preparation, ...read } = fitPreparation(content, name, options);
  return { ...read, preparation: new FittedPreparation(preparation) };
}

/** A data set from a file, as {@link readData} reads it. */
export async function datasetFromFile(bytes: Uint8Array, name: string, options: ReadOptions = {}): Promise<Dataset> {
  return (await readData(bytes, name, options)).dataset;
}

/** A data set from a table as text or as a file's bytes, as {@link readData} reads it; `name` is for messages. */
export function datasetFromCsv(
  table: string | Uint8Array,
  { name = "The table", ...options }: PrepareOptions & { readonly name?: string } = {},
): Dataset {
  checkNames(options);
  return fitPreparation({ kind: "table", table: tableFromCsv(table, name, options) }, name, options).dataset;
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
  async read(bytes: Uint8Array, name: string, options: FileOptions = {}): Promise<Prepared> {
    const written = (this.table?.written ?? {}) as CsvOptions;
    const expected = this.table?.columns.flatMap((column) => column.name ?? []) ?? [];
    const transpose = options.transpose ?? this.transposed === true;
    return this.apply(await contentOf(bytes, name, { ...written, ...options, transpose }, expected), name);
  }

  /** Reads what a file holds as the training data were read. */
  apply(content: Content, name: string): Prepared {
    return applyPreparation(this, content, name);
  }
}

/**
 * The preparation that a model keeps.
 * @param model an `Autoencoder`, its description, or the preparation itself as plain data
 * @throws {DataError} when it keeps none, {FormatError} when what it keeps is damaged
 */
export function preparationOf(model: object): FittedPreparation {
  const { description, preparation } = model as { description?: { preparation?: unknown }; preparation?: unknown };
  const found = description?.preparation ?? preparation ?? ("scaling" in model ? model : undefined);
  if (found !== undefined) return new FittedPreparation(found);
  throw new DataError(
    "The model doesn't know how its data were read: it was trained without a preparation. Give values as it was trained on, or " +
      "train it with one: Autoencoder.create({ preparation }).",
  );
}

function checkNames(options: object): void {
  if (typeof options !== "object" || options === null) throw new ArgumentError("Options are given as an object.");
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown === undefined) return;
  throw new ArgumentError(`Reading data has no option "${unknown}"; it takes ${Object.keys(OPTIONS).join(", ")}.`);
}
