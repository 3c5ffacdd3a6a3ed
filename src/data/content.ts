import { DataError } from "../errors.js";
import { sizeOf } from "./dataset.js";
import type { Grid, NumberArray } from "./grid.js";
import type { Table } from "./table.js";

/** What a file holds, before anything is decided about it. */
export type Content = TableContent | ArrayContent;

/** Rows of a table. */
export interface TableContent {
  /** Tells it from others. */
  readonly kind: "table";
  /** Its columns, as they were read. */
  readonly table: Table;
}

/** Samples of one shape: an array, or pictures. */
export interface ArrayContent {
  /** Tells it from others. */
  readonly kind: "array" | "pictures";
  /** Its numbers, a row a sample. */
  readonly grid: Grid;
  /** Shape of a sample. */
  readonly shape: readonly number[];
  /** Whether its numbers are floats, which are never taken for pixels. */
  readonly floats: boolean;
  /** One a sample, where there are any. */
  readonly labels?: Uint8Array;
  /** Names of the classes, by label. */
  readonly classes?: readonly string[];
  /** Whether height and width were exchanged. */
  readonly transposed?: true;
  /** How it was read, for those who read it. */
  readonly remarks: readonly string[];
}

/**
 * An array whose first axis counts the samples, each of which has at least one axis.
 * @throws {DataError} for an array of other axes, and for one without a sample
 */
export function contentOfArray(
  { shape, data, type }: NumberArray,
  name: string,
  more: Partial<ArrayContent> = {},
): ArrayContent {
  const [rows = 0, ...own] = shape;
  if (shape.length < 2) {
    throw new DataError(
      `${name} holds ${shape.length === 0 ? "a single value" : `a row of ${rows} values, as labels are`}; samples need at least two axes. ` +
        "Save a.reshape(samples, values).",
    );
  }
  if (data.length === 0) {
    throw new DataError(`${name} is empty: its shape is ${shape.join(" × ")}. Give a file with at least one sample.`);
  }
  const grid: Grid = {
    // Booleans are numbers, not pixels.
    data: type === "b1" ? new Float32Array(data) : data,
    rows,
    width: sizeOf(own),
    place: (row, column) => `${name}, sample ${row}, value ${column}`,
  };
  return { kind: "array", grid, shape: own, floats: /^[fb]/.test(type), remarks: [], ...more };
}

/**
 * An array of labels, one a sample.
 * @throws {DataError} unless they are class indices, whole numbers from 0 to 255, as many as there are samples
 */
export function labelsOfArray({ shape, data }: NumberArray, name: string, samples: number, of: string): Uint8Array {
  if (shape.filter((length) => length !== 1).length > 1) {
    throw new DataError(
      `${name} holds ${shape.join(" × ")} values: labels have a single axis. Save one class index a sample.`,
    );
  }
  const bad = data.findIndex((value) => !(value >= 0 && value <= 255 && Number.isInteger(value)));
  if (bad >= 0) {
    throw new DataError(`${name} has ${data[bad]} at ${bad}: labels are class indices, whole numbers from 0 to 255.`);
  }
  if (data.length === samples) return new Uint8Array(data);
  throw new DataError(
    `${name} has ${data.length} labels, ${of} has ${samples} samples: give two files that belong together.`,
  );
}
