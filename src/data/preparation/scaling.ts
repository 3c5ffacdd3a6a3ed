import { ArgumentError, DataError } from "../../errors.js";
import type { Values } from "../dataset.js";
import type { Grid } from "../grid.js";
import type { Missing, Scaling } from "./preparation.js";

/**
 * What becomes of the numbers of a file:
 * - `"auto"`: bytes, and whole numbers from 0 to 255 that go beyond 127, are pixels; anything else is taken as it is;
 * - `"bytes"`: they are pixels, whatever they look like: whole numbers from 0 to 255, which are divided by 255;
 * - `"none"`: they are taken as they are, as 32-bit floats;
 * - `"columns"`: every value of a sample is moved and stretched to 0…1 by its own smallest and largest in the training data, as
 *   tables need before binary cross-entropy; a column with one value only becomes 0 (scikit-learn's `MinMaxScaler`);
 * - `"range"`: all values together are moved and stretched to 0…1, as pictures of more or fewer than 8 bits need;
 * - `"standard"`: every value is moved and stretched to mean 0 and deviation 1 (scikit-learn's `StandardScaler`).
 */
export const SCALES = ["auto", "bytes", "none", "columns", "range", "standard"] as const;
/** The name of a way to scale. */
export type Scale = (typeof SCALES)[number];

/** What becomes of missing values. */
export const MISSING_POLICIES = ["error", "mean", "mask"] as const;
/** The name of what becomes of missing values. */
export type MissingPolicy = (typeof MISSING_POLICIES)[number];

/** The largest value up to which whole numbers are not taken for pixels: counts, ages, 4-bit images. */
const NOT_YET_PIXELS = 127;
/** A column that spans less than this share of its values' size keeps fewer than a thousand steps in 32-bit floats. */
const LOST_IN_FLOATS = 2 ** -14;

/** What is known of each of the `width` values of a sample, in 64 bits; NaN where there is no value at all. */
export interface Statistics {
  /** The smallest of each value. */
  readonly low: Float64Array;
  /** The largest of each value. */
  readonly high: Float64Array;
  /** The mean of each value. */
  readonly mean: Float64Array;
  /** Of the population, as scikit-learn's: the sum of squares over the number of samples. */
  readonly deviation: Float64Array;
}

/**
 * @param only the rows to learn from; default all
 * @throws {DataError} for an infinite value, and where there is no value at all
 */
export function statisticsOf(grid: Grid, name: string, only?: Uint32Array): Statistics {
  const { data, rows, width } = grid;
  const low = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  const counts = new Float64Array(width);
  const count = only?.length ?? rows;
  for (let index = 0; index < count; index++) {
    const row = only?.[index] ?? index;
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) {
        throw new DataError(
          `${grid.place(row, column)} is ${value}; every value must be finite. Replace it, or leave the row out.`,
        );
      }
      if (value < (low[column] ?? 0)) low[column] = value;
      if (value > (high[column] ?? 0)) high[column] = value;
      // Welford's update: exact where the values are large and their differences small.
      const known = (counts[column] ?? 0) + 1;
      const difference = value - (mean[column] ?? 0);
      counts[column] = known;
      mean[column] = (mean[column] ?? 0) + difference / known;
      squares[column] = (squares[column] ?? 0) + difference * (value - (mean[column] ?? 0));
    }
  }
  const empty = counts.indexOf(0);
  if (empty >= 0 && rows > 0) {
    throw new DataError(
      `${name} has no value at all in ${grid.place(0, empty).replace(/^.*?, row \d+, /, "")}. Leave it out.`,
    );
  }
  const deviation = squares.map((sum, column) => deviationOf(sum, counts[column] ?? 1, mean[column] ?? 0));
  return { low, high, mean, deviation };
}

/** 0 where values differ by rounding only: scikit-learn's test of a constant feature. */
function deviationOf(squares: number, count: number, mean: number): number {
  const variance = squares / count;
  const rounding = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return variance <= rounding ? 0 : Math.sqrt(variance);
}

/** How many values are missing. */
export function gapsIn(data: Grid["data"]): number {
  let gaps = 0;
  if (!(data instanceof Uint8Array)) for (const value of data) if (Number.isNaN(value)) gaps++;
  return gaps;
}

/**
 * Decides how numbers are scaled, by those of the training data.
 * @param neutral values that stand for a category, 0 or 1, which no scaling moves
 * @throws {ArgumentError} for pixels that are to be beside categories
 */
export function fitScaling(
  grid: Grid,
  scale: Scale,
  statistics: () => Statistics,
  neutral: ReadonlySet<number> = new Set(),
): Scaling {
  const { data } = grid;
  if (scale === "auto") {
    if (data instanceof Uint8Array) return { method: "bytes" };
    return { method: neutral.size === 0 && arePixels(data) ? "bytes" : "none" };
  }
  if (scale === "bytes" && neutral.size > 0) {
    throw new ArgumentError(
      'Categories are no pixels: scale "bytes" is for columns of pixels alone. Choose another one.',
    );
  }
  if (scale === "bytes" || scale === "none") return { method: scale };
  const known = statistics();
  const each = (values: Float64Array, ofCategories: number) =>
    Array.from(values, (value, column) => (neutral.has(column) ? ofCategories : value));
  if (scale === "standard") return { method: scale, mean: each(known.mean, 0), deviation: each(known.deviation, 1) };
  if (scale === "columns") return { method: scale, low: each(known.low, 0), high: each(known.high, 1) };
  const measured = (values: Float64Array) => values.filter((_, column) => !neutral.has(column));
  const [low, high] = [least(measured(known.low)), most(measured(known.high))];
  if (neutral.size === 0) return { method: scale, low, high };
  // One range for all that is measured, written out by column where there are categories beside it.
  return {
    method: "columns",
    low: each(
      known.low.map(() => low),
      0,
    ),
    high: each(
      known.high.map(() => high),
      1,
    ),
  };
}

/** Whole numbers up to a byte's largest, and too large to be anything else. */
function arePixels(data: Float32Array | Float64Array): boolean {
  let large = false;
  for (const value of data) {
    if (Number.isNaN(value)) continue;
    if (!isByte(value)) return false;
    if (value > NOT_YET_PIXELS) large = true;
  }
  return large;
}

const isByte = (value: number) => value >= 0 && value <= 255 && Number.isInteger(value);

/** The scaled values, and which of them are known where some are missing and are to be left out of the loss. */
export interface Scaled {
  readonly data: Values;
  readonly mask?: Uint8Array;
}

/** @throws {DataError} for a missing value where there may be none, and for one that is no pixel or no 32-bit float */
export function applyScaling(grid: Grid, scaling: Scaling, missing: Missing): Scaled {
  const { data, width, rows } = grid;
  if (scaling.method === "bytes" && data instanceof Uint8Array) return { data };
  const hasGaps = !(data instanceof Uint8Array) && data.some((value) => Number.isNaN(value));
  if (hasGaps && missing.policy === "error") throw missingValue(grid);
  // Pixels among which a mean may stand are floats, divided here as the GPU would.
  const bytes = scaling.method === "bytes" && !hasGaps ? new Uint8Array(data.length) : undefined;
  const values = bytes ?? new Float32Array(data.length);
  const mask = hasGaps && missing.policy === "mask" ? new Uint8Array(data.length).fill(1) : undefined;
  const { shift, factor } = linear(scaling, width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const index = row * width + column;
      let value = data[index] ?? 0;
      if (Number.isNaN(value) && missing.policy !== "error") {
        value = missing.means[column] ?? 0;
        if (mask) mask[index] = 0;
      } else if (scaling.method === "bytes" && !isByte(value)) throw noPixel(grid, row, column, value);
      values[index] = bytes ? value : (value - (shift[column] ?? 0)) / (factor[column] ?? 1);
      if (!bytes && !Number.isFinite(values[index])) throw tooLarge(grid, row, column, value);
    }
  }
  return { data: values, ...(mask && { mask }) };
}

/** A scaling as (x − shift) / factor; what does not vary is only moved, as scikit-learn does. */
function linear(scaling: Scaling, width: number): { shift: ArrayLike<number>; factor: ArrayLike<number> } {
  const all = (value: number) => new Float64Array(width).fill(value);
  switch (scaling.method) {
    case "none":
      return { shift: all(0), factor: all(1) };
    case "bytes":
      return { shift: all(0), factor: all(255) };
    case "range":
      return { shift: all(scaling.low), factor: all(spanOf(scaling.high - scaling.low)) };
    case "columns":
      return {
        shift: scaling.low,
        factor: scaling.high.map((high, column) => spanOf(high - (scaling.low[column] ?? 0))),
      };
    case "standard":
      return { shift: scaling.mean, factor: scaling.deviation.map((deviation) => deviation || 1) };
  }
}

/** A range to divide by; one that is rounding only is no range, as in scikit-learn. */
const spanOf = (range: number) => (range < 10 * Number.EPSILON ? 1 : range);

/** What a scaled value was before: `scaling` undone. */
export function unscaled(values: ArrayLike<number>, scaling: Scaling, width: number): Float64Array {
  const { shift, factor } = linear(scaling.method === "bytes" ? { method: "none" } : scaling, width);
  return Float64Array.from(
    values,
    (value, index) => value * (factor[index % width] ?? 1) + (shift[index % width] ?? 0),
  );
}

/** Values whose differences 32-bit floats would not keep, by column. */
export function lostInFloats({ low, high }: Pick<Statistics, "low" | "high">): number[] {
  return [...low.keys()].filter((column) => {
    const [least, most] = [low[column] ?? 0, high[column] ?? 0];
    const size = Math.max(Math.abs(least), Math.abs(most));
    return most > least && most - least < LOST_IN_FLOATS * size;
  });
}

const least = (values: Float64Array) => values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
const most = (values: Float64Array) => values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);

function missingValue({ data, width, place }: Grid): DataError {
  let [first, count] = [-1, 0];
  for (const [index, value] of data.entries()) {
    if (!Number.isNaN(value)) continue;
    if (count++ === 0) first = index;
  }
  const more = count > 1 ? ` (and ${(count - 1).toLocaleString("en")} more)` : "";
  return new DataError(
    `${place(Math.floor(first / width), first % width)} is missing${more}. Fill it in, leave the row out, or choose when training what becomes of ` +
      'missing values: "mean" puts the column\'s mean there, "mask" leaves them out of the loss (--missing mean, --missing mask).',
  );
}

function noPixel(grid: Grid, row: number, column: number, value: number): DataError {
  return new DataError(
    `${grid.place(row, column)} is ${Number.isNaN(value) ? "missing" : value}, which is no pixel: pixels are whole numbers from 0 to 255. ` +
      'Scale them otherwise when training: "range" by one range for all, "columns" by one for each (--scale range, --scale columns).',
  );
}

function tooLarge(grid: Grid, row: number, column: number, value: number): DataError {
  return new DataError(
    `${grid.place(row, column)} is ${value}, too large for a 32-bit float. Scale it: "columns" stretches every column to 0…1 (--scale columns).`,
  );
}
