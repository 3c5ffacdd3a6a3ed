/**
 * The numbers of a file, before anything is done to them: in the precision that they came in, row-major, one sample a row.
 * Every format ends here, and every preparation begins here.
 */
export interface Grid {
  /** `rows × width` numbers; NaN where one is missing. */
  readonly data: Uint8Array | Float32Array | Float64Array;
  /** Samples. */
  readonly rows: number;
  /** Values in a sample. */
  readonly width: number;
  /** Names a number in a message, in the words of its format: `sensors.csv, row 7, column 2 (time)`. */
  place(row: number, column: number): string;
}

/** An array of a file, row-major, whatever the order in the file; the first axis counts the samples. */
export interface NumberArray {
  readonly shape: readonly number[];
  /** `product(shape)` numbers, as precise as the file has them: bytes stay bytes, 32-bit floats such; else 64-bit floats. */
  readonly data: Uint8Array | Float32Array | Float64Array;
  /** NumPy's name of the type in the file, without the byte order: `u1`, `b1`, `i8`, `f8` … */
  readonly type: string;
}
