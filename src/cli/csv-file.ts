import { numberText } from "./number-text.js";

/** A column of a table to be written: a number or a text a row. */
export type CsvColumn = { readonly name: string } & (
  | { readonly numbers: (row: number) => number; readonly single: boolean }
  | { readonly texts: (row: number) => string }
);

/** Rows that are put together before they are written: a large table is never one string. */
const ROWS_AT_ONCE = 1000;

/**
 * A table as CSV (RFC 4180, but with line feeds alone, as pandas writes it), piece by piece. Fields with commas, quotes or line
 * breaks are quoted, and so are those with semicolons or tabs, between which some spreadsheets part fields. Texts that a spreadsheet
 * would take for formulas get an apostrophe before them; numbers never do.
 */
export function* csvPieces(columns: readonly CsvColumn[], count: number): Generator<string> {
  yield `${columns.map(({ name }) => textField(name)).join(",")}\n`;
  const fields = columns.map((column) =>
    "texts" in column
      ? (row: number) => textField(column.texts(row))
      : (row: number) => numberText(column.numbers(row), column.single),
  );
  for (let first = 0; first < count; first += ROWS_AT_ONCE) {
    const rows: string[] = [];
    for (let row = first; row < Math.min(count, first + ROWS_AT_ONCE); row++) {
      rows.push(`${fields.map((field) => field(row)).join(",")}\n`);
    }
    yield rows.join("");
  }
}

/** How formulas begin, in full width too; spreadsheets pass over blanks and controls before them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORMULA = /^(?:[\x00-\x20\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** A text as a field. */
export function textField(text: string): string {
  const isFormula = FORMULA.test(text) && !isNumber(text);
  const shown = isFormula ? `'${text}` : text;
  return /[",;\t\r\n]/.test(shown) || shown !== shown.trim() ? `"${shown.replaceAll('"', '""')}"` : shown;
}

const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));
