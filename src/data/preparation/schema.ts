import { FormatError, shown } from "../../errors.js";
import { sizeOf } from "../dataset.js";
import { ENCODINGS } from "../text.js";
import { widthOf } from "./columns.js";
import type { ColumnUse, Missing, Preparation, Scaling, TableUse } from "./preparation.js";

/** More than any row that is read has fields. */
const MOST_COLUMNS = 2 ** 24;

/**
 * A preparation from JSON, as a model's file holds it: checked field by field, since the file may be a stranger's.
 * @throws {FormatError} that names the field
 */
export function readPreparation(value: unknown): Preparation {
  const given = record(value, "preparation");
  only(given, "preparation", [
    "version",
    "kind",
    "shape",
    "table",
    "classes",
    "transposed",
    "scaling",
    "missing",
    "ranges",
  ]);
  if (given.version !== 1) throw wrong("preparation.version", "1: it is of a newer Isthmus, or damaged", given.version);
  const kind = word(given.kind, "preparation.kind", ["table", "array", "pictures"]);
  const shape = list(given.shape, "preparation.shape", (length, where) => whole(length, where, 1));
  const width = sizeOf(shape);
  if (shape.length === 0 || !Number.isSafeInteger(width))
    throw wrong("preparation.shape", "the shape of a sample", shape);
  const table = given.table === undefined ? undefined : readTable(given.table);
  if ((kind === "table") !== (table !== undefined))
    throw wrong("preparation.table", "there for tables, and only there", kind);
  if (table && widthOf(table.columns) !== width) {
    throw wrong("preparation.table.columns", `columns of ${width} values in all`, widthOf(table.columns));
  }
  if (given.transposed !== undefined && given.transposed !== true)
    throw wrong("preparation.transposed", "true", given.transposed);
  const classes = given.classes === undefined ? undefined : list(given.classes, "preparation.classes", text);
  if (classes && new Set(classes).size < classes.length)
    throw wrong("preparation.classes", "names that differ", "the same twice");
  if (classes && classes.length > 256) throw wrong("preparation.classes", "at most 256 names", classes.length);
  return {
    version: 1,
    kind,
    shape,
    ...(table && { table }),
    ...(classes && { classes }),
    ...(given.transposed === true && { transposed: true as const }),
    scaling: readScaling(given.scaling, width),
    missing: readMissing(given.missing, width),
    ...(given.ranges !== undefined && { ranges: readRanges(given.ranges, width) }),
  };
}

function readTable(value: unknown): TableUse {
  const where = "preparation.table";
  const given = record(value, where);
  only(given, where, ["columns", "label", "width", "written"]);
  const width = whole(given.width, `${where}.width`, 1);
  if (width > MOST_COLUMNS) throw wrong(`${where}.width`, `at most ${MOST_COLUMNS}`, width);
  const columns = list(given.columns, `${where}.columns`, (column, at) => readColumn(column, at, width));
  if (columns.length === 0) throw wrong(`${where}.columns`, "at least one column", "none");
  return {
    columns,
    ...(given.label !== undefined && { label: readLabel(given.label, width) }),
    width,
    written: readWritten(given.written),
  };
}

function readColumn(value: unknown, where: string, width: number): ColumnUse {
  const given = record(value, where);
  only(given, where, ["name", "position", "as", "categories"]);
  const as = word(given.as, `${where}.as`, ["number", "seconds", "categories"]);
  const categories = given.categories === undefined ? undefined : list(given.categories, `${where}.categories`, text);
  if ((as === "categories") !== (categories !== undefined && categories.length > 0)) {
    throw wrong(`${where}.categories`, "texts where the column holds categories, and only there", given.categories);
  }
  return {
    ...(given.name !== undefined && { name: text(given.name, `${where}.name`) }),
    position: below(given.position, `${where}.position`, width),
    as,
    ...(categories && { categories }),
  };
}

function readLabel(value: unknown, width: number): NonNullable<TableUse["label"]> {
  const where = "preparation.table.label";
  const given = record(value, where);
  only(given, where, ["name", "position"]);
  return {
    ...(given.name !== undefined && { name: text(given.name, `${where}.name`) }),
    position: below(given.position, `${where}.position`, width),
  };
}

function readWritten(value: unknown): TableUse["written"] {
  const where = "preparation.table.written";
  const given = record(value, where);
  only(given, where, ["header", "separator", "decimal", "encoding"]);
  if (given.header !== undefined && typeof given.header !== "boolean") {
    throw wrong(`${where}.header`, "true or false", given.header);
  }
  return {
    ...(typeof given.header === "boolean" && { header: given.header }),
    ...(given.separator !== undefined && { separator: separator(given.separator, `${where}.separator`) }),
    ...(given.decimal !== undefined && { decimal: word(given.decimal, `${where}.decimal`, ["point", "comma"]) }),
    ...(given.encoding !== undefined && { encoding: word(given.encoding, `${where}.encoding`, ENCODINGS) }),
  };
}

function readScaling(value: unknown, width: number): Scaling {
  const where = "preparation.scaling";
  const given = record(value, where);
  const method = word(given.method, `${where}.method`, ["bytes", "none", "columns", "range", "standard"]);
  const fields = {
    bytes: [],
    none: [],
    columns: ["low", "high"],
    range: ["low", "high"],
    standard: ["mean", "deviation"],
  };
  only(given, where, ["method", ...fields[method]]);
  switch (method) {
    case "bytes":
    case "none":
      return { method };
    case "range":
      return { method, low: number(given.low, `${where}.low`), high: number(given.high, `${where}.high`) };
    case "columns":
      return {
        method,
        low: numbers(given.low, `${where}.low`, width),
        high: numbers(given.high, `${where}.high`, width),
      };
    case "standard": {
      const deviation = numbers(given.deviation, `${where}.deviation`, width);
      if (deviation.some((value) => value < 0)) throw wrong(`${where}.deviation`, "numbers from 0", "a negative one");
      return { method, mean: numbers(given.mean, `${where}.mean`, width), deviation };
    }
  }
}

function readMissing(value: unknown, width: number): Missing {
  const where = "preparation.missing";
  const given = record(value, where);
  const policy = word(given.policy, `${where}.policy`, ["error", "mean", "mask"]);
  only(given, where, policy === "error" ? ["policy"] : ["policy", "means"]);
  return policy === "error" ? { policy } : { policy, means: numbers(given.means, `${where}.means`, width) };
}

function readRanges(value: unknown, width: number): NonNullable<Preparation["ranges"]> {
  const where = "preparation.ranges";
  const given = record(value, where);
  only(given, where, ["low", "high"]);
  return lowAndHigh(given, where, width);
}

function lowAndHigh(given: Record<string, unknown>, where: string, width: number) {
  const low = numbers(given.low, `${where}.low`, width);
  const high = numbers(given.high, `${where}.high`, width);
  const bad = low.findIndex((value, column) => value > (high[column] ?? 0));
  if (bad >= 0) throw wrong(`${where}.high[${bad}]`, `at least low, which is ${low[bad]}`, high[bad]);
  return { low, high };
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(where, "an object", value);
}

function only(given: Record<string, unknown>, where: string, fields: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw wrong(where, `an object with ${fields.join(", ")} alone`, unknown);
}

function list<T>(value: unknown, where: string, read: (item: unknown, where: string) => T): T[] {
  if (!Array.isArray(value)) throw wrong(where, "a list", value);
  return value.map((item, index) => read(item, `${where}[${index}]`));
}

function numbers(value: unknown, where: string, length: number): number[] {
  const items = list(value, where, number);
  if (items.length !== length)
    throw wrong(where, `${length} numbers, one a value of a sample`, `${items.length} numbers`);
  return items;
}

function number(value: unknown, where: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw wrong(where, "a finite number", value);
}

function whole(value: unknown, where: string, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw wrong(where, `a whole number from ${least}`, value);
}

function below(value: unknown, where: string, limit: number): number {
  const index = whole(value, where, 0);
  if (index < limit) return index;
  throw wrong(where, `below ${limit}`, value);
}

function text(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  throw wrong(where, "a text", value);
}

function separator(value: unknown, where: string): string {
  if (typeof value === "string" && /^[^\w."\n\r]$/.test(value)) return value;
  throw wrong(where, "one character that is in no number", value);
}

function word<const T extends string>(value: unknown, where: string, known: readonly T[]): T {
  if (known.includes(value as T)) return value as T;
  throw wrong(where, `one of ${known.join(", ")}`, value);
}

function wrong(where: string, rule: string, value: unknown): FormatError {
  return new FormatError(
    `The model's ${where} must be ${rule}; got ${shown(value)}. Save the model again, or train it anew.`,
  );
}
