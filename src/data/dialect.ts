import Papa from "papaparse";
import { FormatError } from "../errors.js";
import { singleBlanks } from "./blanks.js";
import { type Decimal, hasDecimalComma, hasDecimalPoint, isMissing, isThousandsOrOne, numberIn } from "./field.js";

/** How a table is written. */
export interface Dialect {
  /** A comma, semicolon, tab or bar; a blank stands for any run of blanks. */
  readonly separator: string;
  /** Whether `1.5` or `1,5` is one and a half. */
  readonly decimal: Decimal;
  /** Whether the first row names the columns. */
  readonly header: boolean;
}

/** What is known of it beforehand; `"auto"` is found out by looking. */
export interface DialectOptions {
  /** What is between the fields, one character; default: found out. */
  readonly separator?: string;
  /** Whether `1.5` or `1,5` is one and a half; default `"auto"`. */
  readonly decimal?: Decimal | "auto";
  /** Whether the first row names the columns; default `"auto"`. */
  readonly header?: boolean | "auto";
}

export const SEPARATORS = [",", ";", "\t", "|"] as const;
const BLANK = " ";
/** Rows and characters that are looked at. */
const PREVIEW = 25;
const LOOKED_AT = 2 ** 20;

/**
 * Finds out how a table is written, by its first rows.
 * @param name of the file, for error messages
 * @param expected names of columns that a header would hold, where they are known
 * @throws {FormatError} where a number could be a thousand as well as one
 */
export function dialectOf(text: string, name: string, options: DialectOptions, expected?: readonly string[]): Dialect {
  const begin = text.slice(0, LOOKED_AT).replace(/^sep=.\n/i, "");
  const separator = options.separator ?? separatorOf(begin);
  const rows = previewOf(begin, separator);
  const decimal =
    options.decimal === undefined || options.decimal === "auto" ? decimalOf(rows, separator, name) : options.decimal;
  const { header = "auto" } = options;
  return { separator, decimal, header: header === "auto" ? isHeader(rows, decimal, expected) : header };
}

function previewOf(text: string, separator: string): string[][] {
  const { data } = Papa.parse<string[]>(separator === BLANK ? singleBlanks(text) : text, {
    delimiter: separator,
    preview: PREVIEW,
    skipEmptyLines: "greedy",
  });
  return data;
}

/**
 * The separator that gives all rows the same number of fields, more than one; where several do, the one whose fields are
 * numbers most often: in `0,32;0,50` that is the semicolon.
 */
function separatorOf(text: string): string {
  let best: { separator: string; share: number } | undefined;
  for (const separator of SEPARATORS) {
    const rows = previewOf(text, separator);
    const fields = rows[0]?.length ?? 0;
    if (fields < 2 || rows.some((row) => row.length !== fields)) continue;
    const values = rows.slice(1).flat();
    const share = values.filter((field) => isNumber(field)).length / Math.max(1, values.length);
    if (!best || share > best.share) best = { separator, share };
  }
  if (best) return best.separator;
  const blanks = previewOf(text, BLANK);
  const numbers = blanks.slice(1).flat();
  const isBlank =
    (blanks[0]?.length ?? 0) > 1 && (numbers.length > 0 ? numbers : blanks.flat()).every((field) => isNumber(field));
  if (isBlank) return BLANK;
  // Rows of different lengths, or single fields: an error says where, once the rows are split.
  const guessed = Papa.parse(text, { preview: PREVIEW, skipEmptyLines: "greedy" }).meta.delimiter;
  return (SEPARATORS as readonly string[]).includes(guessed) ? guessed : ",";
}

const isNumber = (field: string) => hasDecimalComma(field) || !Number.isNaN(numberIn(field, "point"));

function decimalOf(rows: readonly string[][], separator: string, name: string): Decimal {
  const fields = rows.flat();
  const commas = fields.filter(hasDecimalComma);
  if (commas.length === 0 || fields.some(hasDecimalPoint)) return "point";
  // Who separates fields by semicolons does it for the sake of decimal commas.
  if (separator === ";" || !commas.every(isThousandsOrOne)) return "comma";
  throw new FormatError(
    `${name} has numbers such as "${commas[0]?.trim()}": is the comma one of thousands or of decimals? Leave separators of ` +
      'thousands out (1000); for decimals choose decimal "comma" (--decimal comma), or write a point.',
  );
}

/**
 * Whether the first row names the columns: where more of its fields are texts above numbers than are numbers. Numbers are
 * names when they count up evenly, as pandas names columns (0, 1, 2 …) and spectra their wavelengths, and the rows below do not.
 */
function isHeader(rows: readonly string[][], decimal: Decimal, expected?: readonly string[]): boolean {
  const [first = [], ...others] = rows;
  const names = new Set(first.map((field) => field.trim()));
  if (expected && expected.length > 0 && expected.every((name) => names.has(name))) return true;
  const numbers: { column: number; value: number }[] = [];
  let [texts, textsAboveNumbers] = [0, 0];
  /** Whether a text of the first row stands above texts of which none is the same: a name above what it names. */
  let namesTexts = false;
  for (const [column, field] of first.entries()) {
    const value = numberIn(field, decimal);
    if (!Number.isNaN(value)) numbers.push({ column, value });
    else if (!isMissing(field)) {
      texts++;
      const below = others.map((row) => (row[column] ?? "").trim());
      // What stands below again is a value, and its row a sample.
      if (below.includes(field.trim())) return false;
      namesTexts ||= below.length > 1;
      if (others.some((row) => !Number.isNaN(numberIn(row[column] ?? "", decimal)))) textsAboveNumbers++;
    }
  }
  const numbersAreNames = areNames(numbers, others, decimal, { beside: textsAboveNumbers > 0, namesTexts });
  const against = numbersAreNames ? 0 : numbers.length;
  if (textsAboveNumbers > against) return true;
  // Names in numbers alone, a table of texts alone, or a header without a row.
  return against === 0 && (numbersAreNames || texts > 0);
}

/**
 * Whether numbers of the first row are names: 0, 1, 2 …, or evenly spaced and nothing like what stands below them. Beside a text
 * that is a name, so are months (1, 2, 3 …), years, and any rising numbers that are like nothing below them.
 * @param names whether a text stands above numbers, and whether one names the texts below it
 */
function areNames(
  numbers: readonly { column: number; value: number }[],
  others: readonly string[][],
  decimal: Decimal,
  names: { readonly beside: boolean; readonly namesTexts: boolean },
): boolean {
  const values = numbers.map(({ value }) => value);
  const rises = values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0));
  if (values.length < (names.beside || names.namesTexts ? 2 : 3) || others.length === 0 || !rises) return false;
  const below = others.map((row) => numbers.map(({ column }) => numberIn(row[column] ?? "", decimal)));
  // Windows over a ramp count up in every row.
  if (values.length > 2 && areEven(values) && below.every(areEven)) return false;
  if (values.every((value, index) => value === index)) return true;
  const areMonths = values.length > 2 && values.every((value, index) => value === index + 1);
  const areYears =
    areEven(values) && values.every((value) => Number.isInteger(value) && value >= 1900 && value <= 2100);
  if (names.namesTexts && (areMonths || areYears)) return true;
  if (values.length < 3 || !(names.namesTexts || areEven(values))) return false;
  return values.every((value, index) => {
    const column = below.map((row) => row[index] ?? Number.NaN).filter((number) => !Number.isNaN(number));
    return column.length > 1 && (column.every((number) => number < value) || column.every((number) => number > value));
  });
}

/** Whether numbers rise by one step. */
function areEven(values: readonly number[]): boolean {
  const step = (values[1] ?? 0) - (values[0] ?? 0);
  const slack = 1e-6 * step;
  return step > 0 && values.slice(1).every((value, index) => Math.abs(value - (values[index] ?? 0) - step) <= slack);
}
