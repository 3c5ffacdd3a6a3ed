/** One column of a table. A field that holds neither a number nor a text is missing. */
export interface TableColumn {
  /** One a row; NaN where the field holds no number. */
  readonly numbers: Float64Array;
  /** The texts of the column, where it has any. */
  readonly texts?: {
    /** One a row: an index into `dictionary`, −1 where the field is a number or missing. */
    readonly codes: Int32Array;
    /** Each different text once, in the order in which they come. */
    readonly dictionary: readonly string[];
  };
}

/** A table of a file, column by column, before anything is done to it. */
export interface Table {
  /** Where the file names its columns; not all names need differ or be anything. */
  readonly names?: readonly string[];
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** Names a row as the file counts it, for messages: a CSV counts its header and blank lines. */
  rowNumber(row: number): number;
}
