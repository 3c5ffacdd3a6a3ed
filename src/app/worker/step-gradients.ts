import type { Loss } from "../../index.js";

/** Keras's: probabilities are kept from 0 and 1. */
const EPSILON = 1e-7;
/** Half a step of a central difference, in units of a code's number: large beside 32-bit rounding, small beside its curvature. */
const STEP = 1e-2;

/** The mean loss of one sample. */
export function lossOf(loss: Loss, target: Float32Array, drawn: ArrayLike<number>): number {
  let sum = 0;
  for (const [at, t] of target.entries()) {
    const p = drawn[at] ?? 0;
    if (loss === "meanSquaredError") sum += (p - t) ** 2;
    else {
      const q = Math.min(1 - EPSILON, Math.max(EPSILON, p));
      sum -= t * Math.log(q) + (1 - t) * Math.log(1 - q);
    }
  }
  return sum / target.length;
}

/**
 * How the loss changes with each value that the decoder draws: of the squared error with the value, of binary cross-entropy with the
 * value before its sigmoid, which is (p − t) / n.
 */
export function outputGradient(loss: Loss, target: Float32Array, drawn: Float32Array): Float32Array {
  const factor = loss === "meanSquaredError" ? 2 : 1;
  return drawn.map((p, at) => (factor * (p - (target[at] ?? 0))) / target.length);
}

/** How the loss changes with each number of the code: by central differences, from two decoded codes a number. */
export async function codeGradient(
  code: Float32Array,
  target: Float32Array,
  loss: Loss,
  decode: (codes: Float32Array) => Promise<Float32Array>,
): Promise<Float32Array> {
  const size = code.length;
  const codes = new Float32Array(2 * size * size);
  for (let row = 0; row < 2 * size; row++) {
    codes.set(code, row * size);
    const at = row * size + (row >> 1);
    codes[at] = (codes[at] ?? 0) + (row % 2 === 0 ? STEP : -STEP);
  }
  const drawn = await decode(codes);
  const lossAt = (row: number) => lossOf(loss, target, drawn.subarray(row * target.length, (row + 1) * target.length));
  return Float32Array.from(code, (_, unit) => (lossAt(2 * unit) - lossAt(2 * unit + 1)) / (2 * STEP));
}
