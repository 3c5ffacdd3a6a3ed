/** What is done to the numbers of a file. Ranges, means and deviations are those of the training data, in 64 bits. */
export type Scaling =
  /** Pixels: whole numbers from 0 to 255, which the GPU divides by 255. */
  | { readonly method: "bytes" }
  | { readonly method: "none" }
  /** (x − low) / (high − low), value by value, as scikit-learn's `MinMaxScaler`. */
  | { readonly method: "columns"; readonly low: readonly number[]; readonly high: readonly number[] }
  /** The same with one range for all values. */
  | { readonly method: "range"; readonly low: number; readonly high: number }
  /** (x − mean) / deviation, value by value, as scikit-learn's `StandardScaler`. */
  | { readonly method: "standard"; readonly mean: readonly number[]; readonly deviation: readonly number[] };

/** What becomes of a missing value: refused, or replaced by the training data's mean, which `mask` leaves out of the loss. */
export type Missing =
  | { readonly policy: "error" }
  | { readonly policy: "mean" | "mask"; readonly means: readonly number[] };

/** A column of a table, and the values that it gives a sample. */
export interface ColumnUse {
  /** Where the file named its columns. */
  readonly name?: string;
  /** Its place in the file that this was learnt from, from 0. */
  readonly position: number;
  /** `number`: its numbers; `seconds`: its dates, as seconds since 1970; `categories`: a 1 for its text among 0s. */
  readonly as: "number" | "seconds" | "categories";
  /** The texts that stand for a value each, in their order. */
  readonly categories?: readonly string[];
}

/** What is known of a table. */
export interface TableUse {
  /** The columns that make up a sample, in order. */
  readonly columns: readonly ColumnUse[];
  /** The column of labels, where there is one. */
  readonly label?: { readonly name?: string; readonly position: number };
  /** Columns in the file, those that are left out too. */
  readonly width: number;
  /** What was said, and not found out, about how such files are written. */
  readonly written: {
    readonly header?: boolean;
    readonly separator?: string;
    readonly decimal?: "point" | "comma";
    readonly encoding?: string;
  };
}

/**
 * What was learnt from the training data about how to read data: plain data, its own JSON. It belongs to the model, and every
 * later file is read by it. `isthmus/data` makes it (`readData`) and reads by it (`preparationOf`).
 */
export interface Preparation {
  /** Of this form; a later one would be 2. */
  readonly version: 1;
  /** What the training data came as. */
  readonly kind: "table" | "array" | "pictures";
  /** Shape of a sample. Pictures are cropped and scaled to it. */
  readonly shape: readonly number[];
  /** Which columns of a table there are, and what each is for; of tables only. */
  readonly table?: TableUse;
  /** Names of the classes, by label. */
  readonly classes?: readonly string[];
  /** Height and width of images are exchanged, as EMNIST needs. */
  readonly transposed?: true;
  /** What is done to every number. */
  readonly scaling: Scaling;
  /** What becomes of missing values. */
  readonly missing: Missing;
  /** Smallest and largest of each value in the training data, before scaling; not of bytes. */
  readonly ranges?: { readonly low: readonly number[]; readonly high: readonly number[] };
}
