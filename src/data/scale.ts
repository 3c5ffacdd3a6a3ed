import { ArgumentError } from "../errors.js";
import type { Values } from "./dataset.js";

/**
 * What becomes of the numbers of a file:
 * - `"auto"`: whole numbers from 0 to 255 that go beyond 127 are pixels, and become bytes; anything else is taken as it is;
 * - `"bytes"`: they are pixels, whatever they look like: whole numbers from 0 to 255;
 * - `"none"`: they are taken as they are, as 32-bit floats;
 * - `"columns"`: every column is moved and stretched to 0…1 by its own smallest and largest value, as tables need before
 *   binary cross-entropy; a column with one value only becomes 0.
 */
export type Scale = "auto" | "bytes" | "none" | "columns";

export const SCALES: readonly Scale[] = ["auto", "bytes", "none", "columns"];

/** The largest value below which whole numbers are not taken for pixels: counts, ages, 4-bit images. */
const NOT_YET_PIXELS = 127;

/** @throws {ArgumentError} for a scale that is not known */
export function checkScale(scale: Scale): Scale {
  if (SCALES.includes(scale)) return scale;
  throw new ArgumentError(`Unknown scale ${JSON.stringify(scale)}; known: ${SCALES.join(", ")}.`);
}

/**
 * Scales the numbers of a file. With `"none"`, and with `"auto"` where they are no pixels, `values` itself is returned;
 * with `"columns"` it is overwritten.
 * @param values finite numbers, row after row
 * @param width numbers in a row
 * @param refuse makes the error for a number that is no byte, by its index
 */
export function scaled(values: Float32Array, width: number, scale: Scale, refuse: (index: number) => Error): Values {
  if (scale === "none") return values;
  if (scale === "columns") return scaleColumns(values, width);
  const noByte = values.findIndex((value) => !(value >= 0 && value <= 255 && Number.isInteger(value)));
  if (scale === "bytes" && noByte >= 0) throw refuse(noByte);
  const pixels = noByte < 0 && (scale === "bytes" || values.some((value) => value > NOT_YET_PIXELS));
  return pixels ? Uint8Array.from(values) : values;
}

function scaleColumns(values: Float32Array, width: number): Float32Array {
  for (let column = 0; column < width; column++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let index = column; index < values.length; index += width) {
      const value = values[index] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    for (let index = column; index < values.length; index += width) {
      values[index] = high > low ? ((values[index] ?? 0) - low) / (high - low) : 0;
    }
  }
  return values;
}
