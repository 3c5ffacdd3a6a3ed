import type { Grid, NumberArray } from "./grid.js";
import type { Table } from "./table.js";

/** What a file holds, before anything is decided about it. */
export type Content = TableContent | ArrayContent;

export interface TableContent {
  readonly kind: "table";
  readonly table: Table;
}

/** Samples of one shape: an array, or pictures. */
export interface ArrayContent {
  readonly kind: "array" | "pictures";
  readonly grid: Grid;
  /** Shape of a sample. */
  readonly shape: readonly number[];
  /** Whether its numbers are floats, which are never taken for pixels. */
  readonly floats: boolean;
  /** One a sample, where there are any. */
  readonly labels?: Uint8Array;
  readonly classes?: readonly string[];
  /** How it was read, for those who read it. */
  readonly remarks: readonly string[];
}

/** An array whose first axis counts the samples, of which each has at least one axis. */
export function contentOfArray(
  { shape, data, type }: NumberArray,
  name: string,
  more: Partial<ArrayContent> = {},
): ArrayContent {
  const [rows = 0, ...own] = shape;
  const width = own.reduce((size, length) => size * length, 1);
  const grid: Grid = {
    // Booleans are numbers, not pixels.
    data: type === "b1" ? Float32Array.from(data) : data,
    rows,
    width,
    place: (row, column) => `${name}, sample ${row}, value ${column}`,
  };
  return { kind: "array", grid, shape: own, floats: /^[fb]/.test(type), remarks: [], ...more };
}
