/** One column of a table. A field that holds neither a number, nor a date, nor a text is missing. */
export interface TableColumn {
  /** One a row; NaN where the field holds no number. A date is its seconds since 1970, in UTC. */
  readonly numbers: Float64Array;
  /** How many of the numbers are dates. */
  readonly dates: number;
  /** The texts of the column, where it has any. */
  readonly texts?: {
    /** One a row: an index into `dictionary`, {@link NO_TEXT}, or {@link ONE_OF_TOO_MANY}. */
    readonly codes: Int32Array;
    /** Each different text once, in the order in which they come: the first {@link MOST_TEXTS}. */
    readonly dictionary: readonly string[];
  };
}

/** The code of a field that is a number, a date or missing. */
export const NO_TEXT = -1;
/** The code of a text that came when the dictionary was full. */
export const ONE_OF_TOO_MANY = -2;
/** Different texts that are kept of a column: more are names or remarks, which nothing is learnt from. */
export const MOST_TEXTS = 65_536;

/** A table of a file, column by column, before anything is done to it. */
export interface Table {
  /** Where the file names its columns; not all names need differ or be anything. */
  readonly names?: readonly string[];
  /** In the file's order, each with a value a row. */
  readonly columns: readonly TableColumn[];
  /** How many there are. */
  readonly rows: number;
  /** How it was read, for those who read it: `decimal commas`, `windows-1252`. */
  readonly remarks: readonly string[];
  /** The number of a row as the file counts it, for messages: a CSV counts its header and blank lines. */
  rowNumber(row: number): number;
}

/** Characters of a name that a message quotes. */
const LONGEST_NAME = 60;

/** Takes the fields of a column as they come. */
export class ColumnBuilder {
  /** Made with the first field: a table of many columns may have no row. */
  private numbers: Float64Array | undefined;
  private codes: Int32Array | undefined;
  private indexOf: Map<string, number> | undefined;
  private dates = 0;
  private rows = 0;

  /** @param expected rows, for which room is made at once */
  constructor(private readonly expected: number) {}

  /** NaN: the field is missing. */
  addNumber(value: number): void {
    this.numbers ??= new Float64Array(Math.max(1, this.expected));
    if (this.rows === this.numbers.length) this.grow(this.numbers);
    this.numbers[this.rows++] = value;
  }

  /** @param seconds since 1970, in UTC */
  addDate(seconds: number): void {
    this.dates++;
    this.addNumber(seconds);
  }

  addText(text: string): void {
    this.indexOf ??= new Map();
    let code = this.indexOf.get(text);
    if (code === undefined) {
      code = this.indexOf.size < MOST_TEXTS ? this.indexOf.size : ONE_OF_TOO_MANY;
      if (code !== ONE_OF_TOO_MANY) this.indexOf.set(text, code);
    }
    this.addNumber(Number.NaN);
    this.codes ??= new Int32Array(this.numbers?.length ?? 0).fill(NO_TEXT);
    this.codes[this.rows - 1] = code;
  }

  /** The column; the builder is empty then. */
  build(): TableColumn {
    const { rows, dates, indexOf, numbers = new Float64Array(0) } = this;
    const codes = this.codes && cut(this.codes, rows);
    const column = {
      numbers: cut(numbers, rows),
      dates,
      ...(codes && { texts: { codes, dictionary: [...(indexOf?.keys() ?? [])] } }),
    };
    this.numbers = undefined;
    this.codes = undefined;
    return column;
  }

  private grow(full: Float64Array): void {
    this.numbers = new Float64Array(2 * full.length);
    this.numbers.set(full);
    if (!this.codes) return;
    const codes = new Int32Array(this.numbers.length).fill(NO_TEXT);
    codes.set(this.codes);
    this.codes = codes;
  }
}

/** The first values; without a copy where that would spare little. */
function cut<A extends Float64Array | Int32Array>(values: A, length: number): A {
  return (length > 0.9 * values.length ? values.subarray(0, length) : values.slice(0, length)) as A;
}

/** Names by which columns are found again: a nameless one is called by its place. */
export function foundBy({ names }: Pick<Table, "names">): string[] | undefined {
  return names?.map((_, column) => nameIn(names, column));
}

/** The name by which one of them is found again. */
export const nameIn = (names: readonly string[], column: number): string => names[column] || `column ${column + 1}`;

/** Of a name the beginning: a file's may be as long as the file. */
export const briefly = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;

/** What a column is called in a message: its name, shortened, where it has one, else its place, counted from 1. */
export function columnName(table: Pick<Table, "names">, column: number): string {
  const name = table.names?.[column];
  return name ? `"${briefly(name)}"` : `column ${column + 1}`;
}
