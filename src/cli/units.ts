import { lostInFloats, type Preparation, type Scaling, unscaled } from "../data.js";

/** The brightest pixel of a file, where the model has 1. */
const WHITE = 255;

/** How much of its own unit each value of a sample has at 1, where the model has 0 to 1 or a deviation. */
export function unitsOf(scaling: Scaling, width: number): Float64Array {
  if (scaling.method === "bytes") return new Float64Array(width).fill(WHITE);
  const ones = unscaled(new Float32Array(width).fill(1), scaling, width);
  const zeros = unscaled(new Float32Array(width), scaling, width);
  return ones.map((one, index) => one - (zeros[index] ?? 0));
}

/** Values of the model, in 64 bits, as the file had them: scaling undone, pixels from 0 to 255. */
export function inOwnUnits(values: Float32Array, scaling: Scaling, width: number): Float64Array {
  if (scaling.method === "bytes") return Float64Array.from(values, (value) => value * WHITE);
  return unscaled(values, scaling, width);
}

/**
 * The same as they are written to files: 32-bit floats, as the model computes; 64-bit ones where those would lose differences that
 * the data have, as timestamps do.
 */
export function asWritten(
  values: Float32Array,
  { scaling, ranges }: Pick<Preparation, "scaling" | "ranges">,
  width: number,
): Float32Array | Float64Array {
  if (scaling.method === "none") return values;
  const own = inOwnUnits(values, scaling, width);
  const range = ranges && { low: Float64Array.from(ranges.low), high: Float64Array.from(ranges.high) };
  return range && lostInFloats(range).length > 0 ? own : Float32Array.from(own);
}
