import type { Estimate } from "./bce.js";
import { bound, numberOf, type Twin, U } from "./twin.js";

const asFloat = new DataView(new ArrayBuffer(4));

/** The smallest normal f32; WGSL may flush what is below it to zero. */
const SMALLEST_NORMAL = 2 ** -126;

/** Value `at` of the data set: bytes scaled by 1/255 and rounded once, floats exact, but for subnormals. */
export function dataValue(data: Uint32Array, at: number, bytes: boolean): Estimate {
  if (bytes) {
    const value = (((data[at >> 2] ?? 0) >>> (8 * (at & 3))) & 0xff) / 255;
    return { value, error: U * value };
  }
  asFloat.setUint32(0, data[at] ?? 0);
  const value = asFloat.getFloat32(0);
  return { value, error: Math.abs(value) < SMALLEST_NORMAL ? Math.abs(value) : 0 };
}

/** Twin of `gather`: x[r, j] = data[order[start + r], j]. */
export const gather: Twin = ({ reals, words, params, constants, step }, bounds) => {
  const data = bound(words, "data");
  const order = bound(words, "order");
  const x = bound(reals, "x");
  const rows = numberOf(params, "rows");
  const size = numberOf(params, "size");
  for (let r = 0; r < rows; r++) {
    const sample = order[step.start + r] ?? 0;
    for (let j = 0; j < size; j++) {
      const { value, error } = dataValue(data, sample * size + j, Boolean(constants.BYTES));
      x[r * size + j] = value;
      if (bounds?.x) bounds.x[r * size + j] = error;
    }
  }
};
