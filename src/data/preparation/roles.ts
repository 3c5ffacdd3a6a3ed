import { ArgumentError, DataError } from "../../errors.js";
import { briefly, columnName, nameIn, ONE_OF_TOO_MANY, type Table, type TableColumn } from "../table.js";
import type { ColumnUse } from "./preparation.js";

/** A column by its name (or its place from 1, as a text, where none is called so), or its index from 0. */
export type ColumnRef = string | number;

/** What becomes of columns that hold no numbers. */
export const TEXT_POLICIES = ["error", "drop", "categories"] as const;
/** What becomes of columns of dates. */
export const DATE_POLICIES = ["error", "drop", "seconds"] as const;
/** The name of what becomes of columns of texts. */
export type TextPolicy = (typeof TEXT_POLICIES)[number];
/** The name of what becomes of columns of dates. */
export type DatePolicy = (typeof DATE_POLICIES)[number];

/** What the columns of a table are for. */
export interface RoleOptions {
  /** The column of labels, `null` for none; default: the one named `label` or `class`, where there is one. */
  readonly labelColumn?: ColumnRef | null;
  /** The columns to take, in this order; default: all but those of labels and of row numbers. */
  readonly columns?: readonly ColumnRef[];
  /** Columns to leave out. */
  readonly drop?: readonly ColumnRef[];
  /** Columns of texts: an error (the default), left out, or one value for each different text. */
  readonly text?: TextPolicy;
  /** Columns of dates (ISO 8601): an error (the default), left out, or seconds since 1970. */
  readonly dates?: DatePolicy;
}

/** What each column of a table is for. */
export interface Roles {
  readonly columns: readonly ColumnUse[];
  readonly label?: number;
  /** What was left out, and why where nobody asked for it, for those who read it. */
  readonly leftOut: readonly string[];
}

/** Columns that are taken for labels unless told otherwise. */
const LABEL_NAMES = ["label", "labels", "class"];
/** Columns that are left out when they only count the rows. */
const COUNTING_NAMES = /^(id|index|row|rownames|nr|no\.?|unnamed: ?\d+)$/i;
/** Different texts of a column that become values: more are names, each of which tells nothing of others. */
const MOST_CATEGORIES = 256;

/**
 * Decides what each column is for.
 * @param name of the file, for error messages
 * @throws {ArgumentError} for a column that is not there
 * @throws {DataError} for texts and dates where there are to be numbers, and when nothing is left
 */
export function rolesOf(table: Table, name: string, options: RoleOptions): Roles {
  const find = (ref: ColumnRef, what: string) => findColumn(table, ref, name, what);
  const dropped = new Set((options.drop ?? []).map((ref) => find(ref, "to leave out")));
  const label = labelOf(table, options.labelColumn, dropped, find);
  const wanted = options.columns?.map((ref) => find(ref, "to take"));
  const leftOut: string[] = [...dropped].map((column) => columnName(table, column));
  const columns: ColumnUse[] = [];
  for (const position of wanted ?? table.columns.keys()) {
    const column = table.columns[position];
    if (!column || (position === label && !wanted) || dropped.has(position)) continue;
    if (!wanted && countsRows(table, position)) {
      leftOut.push(`${columnName(table, position)} (it counts the rows)`);
      continue;
    }
    const as = useOf(table, column, position, name, options);
    if (as === undefined) leftOut.push(`${columnName(table, position)} (${column.texts ? "texts" : "dates"})`);
    else columns.push({ ...nameOf(table, position), position, as, ...categoriesOf(table, column, position, as, name) });
  }
  if (columns.length === 0) {
    throw new DataError(`${name} has no column left to learn from. Give a table with at least one value a row.`);
  }
  return { columns, ...(label !== undefined && { label }), leftOut };
}

/** The index of a column. @throws {ArgumentError} when it is not there */
export function findColumn(table: Table, ref: ColumnRef, name: string, what: string): number {
  const { names, columns } = table;
  const count = columns.length;
  if (typeof ref === "number") {
    if (Number.isInteger(ref) && ref >= 0 && ref < count) return ref;
    throw new ArgumentError(`${name} has no column ${ref} ${what}: its columns are 0 to ${count - 1}, counted from 0.`);
  }
  const named = names?.indexOf(ref) ?? -1;
  if (named >= 0) return named;
  if (/^[1-9]\d*$/.test(ref)) {
    if (Number(ref) <= count) return Number(ref) - 1;
    throw new ArgumentError(`${name} has no column ${ref} ${what}: its columns are 1 to ${count}.`);
  }
  throw new ArgumentError(
    names
      ? `${name} has no column "${ref}" ${what}; its columns are ${listed(names)}.`
      : `${name} has no header, so that no column is named "${ref}". Give the column's number, from 1; or, if its first row names ` +
          "the columns, say so (--header yes).",
  );
}

function labelOf(
  table: Table,
  wanted: RoleOptions["labelColumn"],
  dropped: ReadonlySet<number>,
  find: (ref: ColumnRef, what: string) => number,
): number | undefined {
  if (wanted === null) return undefined;
  if (wanted !== undefined) return find(wanted, "for the labels");
  const usual = usualLabel(table);
  return usual === undefined || dropped.has(usual) ? undefined : usual;
}

function usualLabel({ names = [] }: Table): number | undefined {
  const found = names.findIndex((name) => LABEL_NAMES.includes(name.toLowerCase()));
  return found < 0 ? undefined : found;
}

function nameOf({ names }: Table, position: number): { name?: string } {
  return names ? { name: nameIn(names, position) } : {};
}

/**
 * Whether a column holds row numbers and nothing else: the nameless first one that pandas' `to_csv` writes, or one that is
 * called so and rises by one from row to row.
 */
function countsRows({ names, columns, rows }: Table, position: number): boolean {
  const name = names?.[position];
  const { numbers, texts, dates } = columns[position] ?? { numbers: [], texts: undefined, dates: 0 };
  if (name === undefined || texts || dates > 0 || columns.length < 2) return false;
  const isNameless = position === 0 && (name === "" || /^unnamed: ?0$/i.test(name));
  const isIndex = isNameless || /^__index_level_\d+__$/.test(name);
  // A part of a table keeps the numbers that its rows had in the whole.
  if (isIndex) return numbers.every(Number.isInteger) && new Set(numbers).size === rows;
  const first = numbers[0] ?? 0;
  return rows > 1 && COUNTING_NAMES.test(name) && numbers.every((number, row) => number === first + row);
}

/** How a column is read; nothing where it is left out. @throws {DataError} where it is refused */
function useOf(
  table: Table,
  column: TableColumn,
  position: number,
  name: string,
  { text = "error", dates = "error" }: RoleOptions,
): ColumnUse["as"] | undefined {
  const called = columnName(table, position);
  if (column.texts) {
    if (text === "drop") return undefined;
    if (text === "categories" && isAllTexts(column)) return "categories";
    throw notANumber(table, column, position, name, text);
  }
  if (column.dates === 0) return "number";
  if (dates === "drop") return undefined;
  const values = column.numbers.reduce((count, number) => (Number.isNaN(number) ? count : count + 1), 0);
  if (column.dates < values) {
    throw new DataError(
      `${name}, ${called} holds ${column.dates} dates among ${values - column.dates} numbers. Write it one way, or leave it out ` +
        `(${dropped(shown(called))}).`,
    );
  }
  if (dates === "seconds") return "seconds";
  throw new DataError(
    `${name}, ${called} holds dates. Leave it out (${dropped(shown(called))}; all such columns: dates: "drop", or --dates drop), or take it as seconds since 1970 ` +
      '(dates: "seconds", or --dates seconds), which needs scaling (scale: "columns", or --scale columns).',
  );
}

const isAllTexts = ({ numbers }: TableColumn) => numbers.every((number) => Number.isNaN(number));

function notANumber(table: Table, column: TableColumn, position: number, name: string, policy: TextPolicy): DataError {
  const { codes, dictionary } = column.texts ?? { codes: new Int32Array(), dictionary: [] };
  const row = codes.findIndex((code) => code !== -1);
  const text = dictionary[codes[row] ?? 0] ?? "";
  const cut = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  const remedy =
    policy === "categories"
      ? "The column's other fields are numbers, so that it makes no categories: mend the field, or leave the column out."
      : textRemedy(text, shown(columnName(table, position)));
  const header = row === 0 && !table.names ? " If the first row names the columns, say so (--header yes)." : "";
  return new DataError(`${placeIn(table, name, row, position)} is ${cut}, which is not a number. ${remedy}${header}`);
}

function textRemedy(text: string, called: string): string {
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text))
    return `Leave thousands separators out: ${text.replaceAll(",", "")}.`;
  if (/^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text)) {
    return `Leave thousands separators out: ${text.replaceAll(".", "")}.`;
  }
  if (/^[+-]?\d+,\d+$/.test(text)) return "Write all decimals one way, with a point or with a comma.";
  if (/^[+-]?\d*\.\d+$/.test(text)) return "The other decimals have commas: write all one way.";
  if (/^[+-]?[\d.]+\s+[+-]?[\d.\s]+$/.test(text)) return "Separate the values with commas.";
  if (/^0[xbo]/i.test(text)) return "Write it in decimal digits.";
  if (/^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/.test(text))
    return `Write dates as 2024-12-31, or leave the column out (${dropped(called)}).`;
  if (/^[+-]?[\d.,]+\s*%$|^[€$£]\s*[\d.,]+$/.test(text)) return "Write the number alone, without a unit.";
  return (
    `Leave the column out (${dropped(called)}), name it as the labels (labelColumn: ${inCode(called)}, or --label-column ${called}), ` +
    'or make a value of each different text (text: "categories", or --text categories).'
  );
}

/** A column's name as code writes it; one without is a number on the command line. */
const inCode = (called: string) => (called.startsWith('"') ? called : `"${called}"`);

/** How a column is left out, in code and on the command line. */
const dropped = (called: string) => `drop: [${inCode(called)}], or --drop ${called}`;

function categoriesOf(
  table: Table,
  column: TableColumn,
  position: number,
  as: ColumnUse["as"],
  name: string,
): { categories?: readonly string[] } {
  if (as !== "categories" || !column.texts) return {};
  const { codes, dictionary } = column.texts;
  if (dictionary.length > MOST_CATEGORIES || codes.includes(ONE_OF_TOO_MANY)) {
    const called = columnName(table, position);
    throw new DataError(
      `${name}, ${called} has ${dictionary.length.toLocaleString("en")} or more different texts; at most ${MOST_CATEGORIES} become values. ` +
        `Leave the column out (${dropped(shown(called))}).`,
    );
  }
  return { categories: dictionary.toSorted() };
}

/** Where a value stands: `sensors.csv, row 7, column 2 (time)`. */
export function placeIn(table: Table, name: string, row: number, column: number): string {
  const called = table.names?.[column];
  return `${name}, row ${table.rowNumber(row)}, column ${column + 1}${called ? ` (${briefly(called)})` : ""}`;
}

/** A column as one would name it in a command: `"time"`, `2`. */
const shown = (called: string) => called.replace(/^column /, "");

/** At most ten names. */
export function listed(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(", ")} … (${names.length})` : names.join(", ");
}
