import Papa from "papaparse";
import { DataError, FormatError } from "../errors.js";
import { singleBlanks, withLineFeeds } from "./blanks.js";
import { type Dialect, type DialectOptions, dialectOf, SEPARATORS } from "./dialect.js";
import { isMissing, numberIn, secondsIn } from "./field.js";
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
/** A row is split in memory: 64 characters for each of as many columns as are read. */
const LONGEST_ROW = 2 ** 22;
/** A number takes eight bytes, and two characters: 64 million of them are half a gigabyte. MNIST as CSV has 47 million. */
const MOST_FIELDS = 2 ** 26;
const MOST_ROWS = 2 ** 24;
/** A row is split before it is known to be blank. */
const MOST_BLANK = 2 ** 20;
/** Characters that show whether a text is no table at all. */
const LOOKED_AT = 2 ** 16;
/** A column takes a hundred bytes before it holds a value. */
const MOST_COLUMNS = 2 ** 16;

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
  const text = raw.includes("\r") ? withLineFeeds(raw) : raw;
  checkTable(text, name);
  const told = toldSeparator(text);
  const dialect = dialectOf(text, name, told ? { separator: told, ...options } : options, expected);
  const below = told ? text.slice(text.indexOf("\n")) : text;
  const body = dialect.separator === " " ? singleBlanks(below) : below;
  const rows = new Rows(name, dialect, checkRows(body, dialect.separator, name));
  Papa.parse<string[]>(body, {
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
  return /^sep=([^"])\n/i.exec(text)?.[1];
}

/** @throws {FormatError} for texts that are files of their own, and would only be read as a header */
function checkTable(text: string, name: string): void {
  const begin = text.slice(0, LOOKED_AT).trimStart();
  if (/^<(!doctype|html|\?xml|svg)/i.test(begin)) {
    throw new FormatError(`${name} is a web page or XML, no table. Download the table itself, as CSV.`);
  }
  if (/^(\{\s*["}]|\[\s*[[{\]])/.test(begin)) {
    throw new FormatError(`${name} is JSON, no table. Save it as CSV (pandas: frame.to_csv(index=False)).`);
  }
}

/**
 * The parser holds a whole row as texts, and the table all numbers: 130 million commas would be as many. It also keeps a remark
 * of every quote that is out of place, and what quotes hold may have any number of lines.
 * @returns how many fields there are
 */
function checkRows(text: string, separator: string, name: string): number {
  const [newline, between] = ["\n", separator].map((character) => character.charCodeAt(0));
  const refuse = (what: string, most: number) =>
    new FormatError(
      `${name}${what}; at most ${most.toLocaleString("en")} are read. Is it a table? Give one with a sample a row, or the same ` +
        "values as an NPY file (numpy.save).",
    );
  let [begin, row, fields, all, field] = [0, 1, 1, 0, 0];
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE && at === field) at = closingQuote(text, at, separator, `${name}, row ${row}`);
    else if (code === between) {
      fields++;
      field = at + 1;
    } else if (code === newline || at === text.length) {
      if (at - begin > LONGEST_ROW) {
        throw refuse(`, row ${row} has ${(at - begin).toLocaleString("en")} characters`, LONGEST_ROW);
      }
      if (fields > MOST_COLUMNS) throw refuse(`, row ${row} has ${fields.toLocaleString("en")} fields`, MOST_COLUMNS);
      all += fields;
      if (row > MOST_ROWS) throw refuse(` has more than ${(row - 1).toLocaleString("en")} rows`, MOST_ROWS);
      if (all > MOST_FIELDS) throw refuse(" has too many fields", MOST_FIELDS);
      begin = at + 1;
      field = begin;
      row++;
      fields = 1;
    }
  }
  return all;
}

const QUOTE = 34;

/**
 * Where the quote stands that closes the one at `begin`; two of them are a quote within.
 * @throws {FormatError} where there is none, or more than blanks stand between it and what ends the field
 */
function closingQuote(text: string, begin: number, separator: string, where: string): number {
  let at = text.indexOf('"', begin + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  if (at < 0) throw badQuotes(where, true);
  let next = at + 1;
  while (text[next] !== separator && text[next] !== "\n" && text[next]?.trim() === "") next++;
  if (next < text.length && text[next] !== separator && text[next] !== "\n") throw badQuotes(where, false);
  return at;
}

const badQuotes = (where: string, isOpen: boolean) =>
  new FormatError(
    `${where}: ${isOpen ? "a quote is opened and never closed" : "text follows a closing quote"}. Quotes belong around whole fields.`,
  );

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
  /** Samples so far. */
  private count = 0;
  /** Before which samples a row is no sample: the header, and blank ones. */
  private readonly others: number[] = [];

  /** @param fields of the whole table, as far as can be told before it is split */
  constructor(
    private readonly name: string,
    private readonly dialect: Dialect,
    private readonly fields: number,
  ) {}

  /** @throws what {@link tableFromCsv} does for a bad row */
  add(fields: string[], errors: readonly Papa.ParseError[]): void {
    this.row++;
    const quotes = errors.find(({ type }) => type === "Quotes");
    if (quotes) throw badQuotes(`${this.name}, row ${this.row}`, quotes.code === "MissingQuotes");
    if (fields.length === 1 && fields[0]?.trim() === "") {
      if (this.others.push(this.count) > MOST_BLANK) {
        throw new FormatError(
          `${this.name} has more than ${MOST_BLANK.toLocaleString("en")} blank rows. Is it a table? Leave them out.`,
        );
      }
      return;
    }
    if (this.columns.length === 0) {
      const rows = Math.ceil(this.fields / fields.length);
      this.columns = fields.map(() => new ColumnBuilder(rows));
      if (this.dialect.header) {
        this.names = distinct(fields.map((field) => field.trim()));
        this.others.push(this.count);
        return;
      }
    }
    if (fields.length !== this.columns.length) {
      throw new FormatError(
        `${this.name}, row ${this.row} has ${fields.length} ${fields.length === 1 ? "field" : "fields"}, the first row has ` +
          `${this.columns.length}. Give every row the same fields, with the same separator.`,
      );
    }
    this.count++;
    for (const [index, field] of fields.entries()) {
      const column = this.columns[index];
      const number = numberIn(field, this.dialect.decimal);
      if (!Number.isNaN(number) || isMissing(field)) column?.addNumber(number);
      else {
        const seconds = secondsIn(field);
        if (Number.isNaN(seconds)) column?.addText(field.trim());
        else column?.addDate(seconds);
      }
    }
  }

  table(remarks: readonly string[]): Table {
    const { names, others, count } = this;
    if (this.columns.length === 0) throw new DataError(`${this.name} is empty. Give a table with a row a sample.`);
    if (count === 0) {
      const listed = (names ?? []).slice(0, 10).join(", ").slice(0, 200);
      throw new DataError(`${this.name} has a header (${listed}) but no row of values. Give at least one.`);
    }
    return {
      ...(names && { names }),
      columns: this.columns.map((column) => column.build()),
      rows: count,
      remarks,
      rowNumber: (row) => row + 1 + countUpTo(others, row),
    };
  }
}

/** How many of numbers in rising order are at most `most`. */
function countUpTo(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Names of which no two are the same: of several columns "a", the later ones are "a.1", "a.2", as pandas calls them. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set(names);
  /** By name: the number of the last one, 0 for the first. */
  const last = new Map<string, number>();
  return names.map((name) => {
    const before = last.get(name);
    if (name === "" || before === undefined) {
      last.set(name, 0);
      return name;
    }
    for (let number = before + 1; ; number++) {
      const other = `${name}.${number}`;
      if (taken.has(other)) continue;
      taken.add(other);
      last.set(name, number);
      return other;
    }
  });
}
