import Papa from "papaparse";
import { ArgumentError, DataError, FormatError, ShapeError } from "../errors.js";
import { type Dataset, datasetOf, sizeOf } from "./dataset.js";
import { checkScale, type Scale, scaled } from "./scale.js";

export interface CsvOptions {
  /** The file's name, for error messages. */
  readonly name?: string;
  /** Whether the first row names the columns; default: it does where a field of it is a text and no number. */
  readonly header?: boolean;
  /**
   * The column that holds the labels, by its name or its index from 0; default: the one named `label` or `class`, where
   * there is one. Class indices (0 to 255, as 3 or 3.0) are kept, texts are numbered in alphabetical order.
   */
  readonly labelColumn?: string | number;
  /** Shape of one sample; default: the number of columns without the labels'. */
  readonly shape?: readonly number[];
  /** Default `"auto"`. */
  readonly scale?: Scale;
  /** The most bytes or characters to read; default 256 MiB. */
  readonly limit?: number;
}

export interface CsvDataset extends Dataset {
  /** The labels' texts, by class index, where they are no numbers. */
  readonly classes?: readonly string[];
}

/** Beyond this a table takes minutes and gigabytes; the same values as NPY take seconds and a quarter of the room. */
const LIMIT = 256 * 2 ** 20;

/** What stands for a missing or an infinite number. */
const NOT_FINITE = /^[+-]?(nan|na|null|none|inf|infinity)$/i;

/** Columns that are taken for labels unless told otherwise. */
const LABEL_NAMES = ["label", "class"];
const MOST_CLASSES = 256;

/**
 * A data set from a table: one sample a row, one value a column, separated by commas, semicolons, tabs or bars (found out
 * by looking), with or without a header, with or without a column of labels.
 * @param table text, or the bytes of a file in UTF-8 or (with a byte-order mark) UTF-16
 * @throws {FormatError} for what is no text, no table, or too long
 * @throws {DataError} for a table without samples, and for a field that is no finite number
 * @throws {ShapeError} when `shape` has another number of values than a row
 * @throws {ArgumentError} for a label column that is not there
 */
export function datasetFromCsv(table: string | Uint8Array, options: CsvOptions = {}): CsvDataset {
  const { name = "The table", limit = LIMIT } = options;
  const scale = checkScale(options.scale ?? "auto");
  if (table.length > limit) {
    throw new FormatError(
      `${name} has ${table.length} ${typeof table === "string" ? "characters" : "bytes"}; a table of at most ${limit} can be ` +
        "read. Give fewer rows, or the same values as an NPY file (numpy.save).",
    );
  }
  const rows = new Rows(name, options);
  const text = typeof table === "string" ? table : decoded(table, name);
  Papa.parse<string[]>(text, { delimiter: separatorOf(text), step: ({ data, errors }) => rows.add(data, errors) });
  const { values, width } = rows.read();
  const shape = options.shape ?? [width];
  if (sizeOf(shape) !== width) {
    throw new ShapeError(
      `${name} has ${width} values a row, which don't make the shape [${shape.join(", ")}]: that has ${sizeOf(shape)}.`,
    );
  }
  const data = scaled(values, width, scale, (index) => rows.noPixel(index));
  const { labels, classes } = labelsOf(rows.labels, name);
  return { ...datasetOf(data, shape, labels), ...(classes && { classes }) };
}

/** By the first rows. A search of its own: in the parser's, a blank row at the end can hide the separator. */
function separatorOf(text: string): string {
  const { meta } = Papa.parse(text.slice(0, 2 ** 20), { preview: 10, skipEmptyLines: "greedy" });
  return meta.delimiter;
}

function decoded(bytes: Uint8Array, name: string): string {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "";
  const zero = wide ? -1 : bytes.indexOf(0);
  if (zero >= 0) {
    throw new FormatError(
      `${name} is not a text: byte ${zero} is 0. Give a table as CSV; a spreadsheet can export one.`,
    );
  }
  return new TextDecoder(wide || "utf-8").decode(bytes);
}

/** Takes the rows as they come, so that a long table never stands in memory as texts. */
class Rows {
  readonly labels: string[] = [];
  private values = new Float32Array(1024);
  private used = 0;
  /** Rows so far, the header and blank ones too: as an editor counts them. */
  private row = 0;
  /** The row of each sample, where blank rows or a header make the two differ. */
  private readonly rowOf: number[] = [];
  private names: string[] | undefined;
  private fields = 0;
  private labelColumn = -1;

  constructor(
    private readonly name: string,
    private readonly options: CsvOptions,
  ) {}

  /** @throws what {@link datasetFromCsv} does for a bad row */
  add(fields: string[], errors: readonly Papa.ParseError[]): void {
    this.row++;
    const quotes = errors.find(({ type }) => type === "Quotes");
    if (quotes) {
      throw new FormatError(
        `${this.name}, row ${this.row}: ${quotes.code === "MissingQuotes" ? "a quote is opened and never closed" : "text follows a closing quote"}. ` +
          "Quotes belong around whole fields.",
      );
    }
    if (fields.length === 1 && fields[0]?.trim() === "") return;
    if (this.fields === 0 && this.begin(fields)) return;
    if (fields.length !== this.fields) {
      throw new FormatError(
        `${this.name}, row ${this.row} has ${count(fields.length, "field")}, the first row has ${this.fields}. ` +
          "Give every row the same fields, with the same separator.",
      );
    }
    this.rowOf.push(this.row);
    this.grow();
    for (const [column, field] of fields.entries()) {
      if (column === this.labelColumn) this.labels.push(this.label(field, column));
      else this.values[this.used++] = this.number(field, column);
    }
  }

  /** All values, row after row. */
  read(): { values: Float32Array; width: number } {
    if (this.fields === 0) throw new DataError(`${this.name} is empty. Give a table with a row a sample.`);
    if (this.rowOf.length === 0) {
      throw new DataError(
        `${this.name} has a header (${list(this.names ?? [])}) but no row of values. Give at least one.`,
      );
    }
    return { values: this.values.slice(0, this.used), width: this.width };
  }

  noPixel(index: number): DataError {
    const row = this.rowOf[Math.floor(index / this.width)] ?? 0;
    const column = index % this.width;
    const place = this.place(row, this.labelColumn >= 0 && column >= this.labelColumn ? column + 1 : column);
    return new DataError(
      `${place} is ${this.values[index]}, which is no pixel: pixels are whole numbers from 0 to 255.`,
    );
  }

  /** Learns the columns from the first row; says whether it is a header. */
  private begin(fields: readonly string[]): boolean {
    this.fields = fields.length;
    const { header, labelColumn } = this.options;
    const isName = (field: string, column: number) =>
      column !== labelColumn && Number.isNaN(Number(field)) && !NOT_FINITE.test(field.trim());
    const isHeader = header ?? fields.some(isName);
    if (isHeader) this.names = fields.map((field) => field.trim());
    this.labelColumn = this.findLabels(labelColumn);
    if (this.width === 0) {
      throw new DataError(`${this.name} has no column but the labels'. Give a table with at least one value a row.`);
    }
    return isHeader;
  }

  private findLabels(wanted: string | number | undefined): number {
    const names = this.names ?? [];
    if (wanted === undefined) return names.findIndex((name) => LABEL_NAMES.includes(name.toLowerCase()));
    if (typeof wanted === "number") {
      if (Number.isInteger(wanted) && wanted >= 0 && wanted < this.fields) return wanted;
      throw new ArgumentError(
        `${this.name} has no column ${wanted} for the labels: its columns are 0 to ${this.fields - 1}, counted from 0.`,
      );
    }
    const found = names.indexOf(wanted);
    if (found >= 0) return found;
    throw new ArgumentError(
      this.names
        ? `${this.name} has no column "${wanted}" for the labels; its columns are ${list(names)}.`
        : `${this.name} has no header, so that no column is named "${wanted}". Give the label column's index, from 0.`,
    );
  }

  private number(field: string, column: number): number {
    const value = numberIn(field);
    if (Number.isFinite(Math.fround(value))) return value;
    const place = this.place(this.row, column);
    const text = field.trim();
    if (text === "") throw blank(place);
    if (NOT_FINITE.test(text)) {
      throw new DataError(`${place} is ${text}; every value must be finite. Replace it, or leave the row out.`);
    }
    if (Number.isFinite(value)) {
      throw new DataError(`${place} is ${text}, too large for a 32-bit float. Scale the column first.`);
    }
    const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
    const remedy = /^[+-]?\d+,\d+$/.test(text)
      ? "Write decimals with a point."
      : /^[+-]?[\d.]+\s+[+-]?[\d.\s]+$/.test(text)
        ? "Separate the values with commas."
        : "Leave the column out, or name it as the column of labels.";
    throw new DataError(`${place} is ${shown}, which is not a number. ${remedy}`);
  }

  private label(field: string, column: number): string {
    const text = field.trim();
    if (text === "") throw blank(this.place(this.row, column));
    return text;
  }

  private place(row: number, column: number): string {
    const name = this.names?.[column];
    return `${this.name}, row ${row}, column ${column + 1}${name ? ` (${name})` : ""}`;
  }

  private get width(): number {
    return this.fields - (this.labelColumn >= 0 ? 1 : 0);
  }

  private grow(): void {
    if (this.used + this.width <= this.values.length) return;
    const larger = new Float32Array(Math.max(2 * this.values.length, this.used + this.width));
    larger.set(this.values);
    this.values = larger;
  }
}

const blank = (place: string) => new DataError(`${place} is empty. Fill it in, or leave the row out.`);

/** The number that a field holds; NaN where it holds none, for a blank one too. */
function numberIn(field: string): number {
  const value = Number(field);
  return value === 0 && field.trim() === "" ? Number.NaN : value;
}

function labelsOf(texts: readonly string[], name: string): { labels?: Uint8Array; classes?: string[] } {
  if (texts.length === 0) return {};
  if (texts.every((text) => /^\d{1,3}(\.0+)?$/.test(text) && Number(text) < MOST_CLASSES)) {
    return { labels: Uint8Array.from(texts, Number) };
  }
  const classes = [...new Set(texts)].sort();
  if (classes.length > MOST_CLASSES) {
    throw new DataError(
      `${name} has ${classes.length} different labels; at most ${MOST_CLASSES} classes are possible. Is it the right column?`,
    );
  }
  const indexOf = new Map(classes.map((text, index) => [text, index]));
  return { labels: Uint8Array.from(texts, (text) => indexOf.get(text) ?? 0), classes };
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;

/** At most ten names. */
function list(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(", ")} … (${names.length})` : names.join(", ");
}
