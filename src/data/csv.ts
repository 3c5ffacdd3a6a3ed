import Papa from "papaparse";
import { DataError, FormatError } from "../errors.js";
import { type DialectOptions, dialectOf, SEPARATORS, singleBlanks } from "./dialect.js";
import { type Decimal, isMissing, numberIn, secondsIn } from "./field.js";
import { ColumnBuilder, type Table } from "./table.js";
import { decodeText, type Encoding } from "./text.js";

/** How a text is read as a table. */
export interface CsvOptions extends DialectOptions {
  /** Default `"auto"`: as the file's first bytes say, else UTF-8, else windows-1252. */
  readonly encoding?: Encoding | "auto";
  /** The most bytes or characters to read; default 256 MiB. */
  readonly limit?: number;
}

/** Beyond this a table takes minutes and gigabytes; the same values as NPY take seconds and a quarter of the room. */
const LIMIT = 256 * 2 ** 20;
/** A row is split in memory: this many characters hold a million values. */
const LONGEST_LINE = 16 * 2 ** 20;

/**
 * The table of a text: one sample a row, one value a column, separated by commas, semicolons, tabs, bars or blanks, with or
 * without a header, in windows-1252 or any form of Unicode.
 * @param given text, or the bytes of a file
 * @param name the file's name, for error messages
 * @param expected names of columns that a header would hold, where they are known
 * @throws {FormatError} for what is no text, no table, or too long
 * @throws {DataError} for a table without a row
 */
export function tableFromCsv(
  given: string | Uint8Array,
  name: string,
  options: CsvOptions = {},
  expected?: readonly string[],
): Table {
  const { limit = LIMIT } = options;
  if (given.length > limit) {
    throw new FormatError(
      `${name} has ${given.length} ${typeof given === "string" ? "characters" : "bytes"}; a table of at most ${limit} can be ` +
        "read. Give fewer rows, or the same values as an NPY file (numpy.save) or a Parquet file.",
    );
  }
  const { text: raw, encoding } =
    typeof given === "string"
      ? { text: given.replace(/^\ufeff/, ""), encoding: "utf-8" as const }
      : decodeText(given, name, options.encoding);
  // The parser takes one kind of line end; files that were joined have several.
  const text = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  checkTable(text, name);
  checkLines(text, name);
  const told = toldSeparator(text);
  const dialect = dialectOf(text, name, told ? { separator: told, ...options } : options, expected);
  const rows = new Rows(name, dialect.header, dialect.decimal);
  const body = told ? text.slice(text.indexOf("\n")) : text;
  Papa.parse<string[]>(dialect.separator === " " ? singleBlanks(body) : body, {
    delimiter: dialect.separator,
    newline: "\n",
    step: ({ data, errors }) => rows.add(data, errors),
  });
  const remarks = [
    ...(dialect.separator === SEPARATORS[0] ? [] : [`separated by ${separatorName(dialect.separator)}`]),
    ...(dialect.decimal === "comma" ? ["decimal commas"] : []),
    ...(encoding === "utf-8" ? [] : [encoding]),
  ];
  return rows.table(remarks);
}

/** What a first line `sep=;` tells, as Excel writes and reads it. */
function toldSeparator(text: string): string | undefined {
  return /^sep=(.)\n/i.exec(text)?.[1];
}

/** @throws {FormatError} for texts that are files of their own, and would only be read as a header */
function checkTable(text: string, name: string): void {
  if (/^\s*<(!doctype|html|\?xml|svg)/i.test(text)) {
    throw new FormatError(`${name} is a web page or XML, no table. Download the table itself, as CSV.`);
  }
  if (/^\s*(\{\s*["}]|\[\s*[[{\]])/.test(text)) {
    throw new FormatError(`${name} is JSON, no table. Save it as CSV (pandas: frame.to_csv(index=False)).`);
  }
}

/** The parser holds a whole row as texts: 130 million commas would be as many. */
function checkLines(text: string, name: string): void {
  let [begin, row] = [0, 1];
  while (begin < text.length) {
    const found = text.indexOf("\n", begin);
    const end = found < 0 ? text.length : found;
    if (end - begin > LONGEST_LINE) {
      throw new FormatError(
        `${name}, line ${row} has ${(end - begin).toLocaleString("en")} characters; at most ${LONGEST_LINE.toLocaleString("en")} ` +
          "are read. Is it a table? Give one with a sample a row.",
      );
    }
    begin = end + 1;
    row++;
  }
}

function separatorName(separator: string): string {
  const names: Readonly<Record<string, string>> = { ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks" };
  return names[separator] ?? JSON.stringify(separator);
}

/** Takes the rows as they come, so that a long table never stands in memory as texts. */
class Rows {
  private columns: ColumnBuilder[] = [];
  private names: readonly string[] | undefined;
  /** Rows so far, the header and blank ones too: as an editor counts them. */
  private row = 0;
  /** The row of each sample, where blank rows or a header make the two differ. */
  private readonly rowOf: number[] = [];

  constructor(
    private readonly name: string,
    private readonly header: boolean,
    private readonly decimal: Decimal,
  ) {}

  /** @throws what {@link tableFromCsv} does for a bad row */
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
    if (this.columns.length === 0) {
      this.columns = fields.map(() => new ColumnBuilder());
      if (this.header) {
        this.names = distinct(fields.map((field) => field.trim()));
        return;
      }
    }
    if (fields.length !== this.columns.length) {
      throw new FormatError(
        `${this.name}, row ${this.row} has ${fields.length} ${fields.length === 1 ? "field" : "fields"}, the first row has ` +
          `${this.columns.length}. Give every row the same fields, with the same separator.`,
      );
    }
    this.rowOf.push(this.row);
    for (const [index, field] of fields.entries()) {
      const column = this.columns[index];
      const number = numberIn(field, this.decimal);
      if (!Number.isNaN(number) || isMissing(field)) column?.addNumber(number);
      else {
        const seconds = secondsIn(field);
        if (Number.isNaN(seconds)) column?.addText(field.trim());
        else column?.addDate(seconds);
      }
    }
  }

  table(remarks: readonly string[]): Table {
    const { names, rowOf } = this;
    if (this.columns.length === 0) throw new DataError(`${this.name} is empty. Give a table with a row a sample.`);
    if (rowOf.length === 0) {
      const listed = (names ?? []).slice(0, 10).join(", ");
      throw new DataError(`${this.name} has a header (${listed}) but no row of values. Give at least one.`);
    }
    return {
      ...(names && { names }),
      columns: this.columns.map((column) => column.build()),
      rows: rowOf.length,
      remarks,
      rowNumber: (row) => rowOf[row] ?? row + 1,
    };
  }
}

/** Names of which no two are the same: of several columns "a", the later ones are "a.1", "a.2", as pandas calls them. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (name === "" || !seen.has(name)) {
      seen.add(name);
      return name;
    }
    for (let number = 1; ; number++) {
      const other = `${name}.${number}`;
      if (taken.has(other)) continue;
      taken.add(other);
      return other;
    }
  });
}
