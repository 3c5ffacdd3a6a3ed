import type { Estimate } from "./bce.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Softmax of a row of logits, and how far the kernel's may be from it.
 *
 * Bound, relative and in U: with d = z − max z, which is rounded, exp(d) is off by exp's own and |d|: δ(d). Their sum, of
 * `size` positive terms, by the mean of their δ, weighted as the result is, and by at most `size` roundings; the division
 * adds its own. A power that is subnormal may be flushed.
 */
export function softmaxOf(z: Float64Array): Estimate[] {
  const largest = z.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = z.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  const powerError = (index: number) =>
    ERROR.exp((z[index] as number) - largest) + Math.abs((z[index] as number) - largest);
  const sumError = powers.reduce((total, power, index) => total + (power / sum) * powerError(index), z.length);
  return Array.from(powers, (power, index) => {
    const value = power / sum;
    return { value, error: U * value * (powerError(index) + sumError + ERROR.division) + (1 + z.length) * TINY };
  });
}

/** Twin of `softmax`, row by row as {@link softmaxOf}. */
export const softmax: Twin = ({ reals, params }, bounds) => {
  const z = bound(reals, "z");
  const y = bound(reals, "y");
  const size = numberOf(params, "size");
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    for (const [j, { value, error }] of softmaxOf(z.subarray(r * size, (r + 1) * size)).entries()) {
      y[r * size + j] = value;
      if (bounds?.y) bounds.y[r * size + j] = error;
    }
  }
};
