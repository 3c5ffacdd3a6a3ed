import type { Estimate } from "./bce.js";
import { BLOCK } from "./row-loss.js";
import { bound, numberOf, TINY, type Twin, type TwinCall, U } from "./twin.js";

/** A term of the sum, by its index in [rows, size], and how far the kernel's may be from it. */
export type Term = (index: number) => Estimate;

/**
 * The twin of a kernel that adds to each sample's loss: loss[r] += weight · Σ_j term(r · size + j).
 *
 * Bound: the terms' own errors; summing in blocks, each term meets at most BLOCK + size / BLOCK + 2 roundings; then the
 * weight and its product are rounded, and the sum with the loss.
 */
export function rowPenalty(termsOf: (call: TwinCall) => { readonly weight: number; readonly term: Term }): Twin {
  return (call, bounds) => {
    const loss = bound(call.reals, "loss");
    const size = numberOf(call.params, "size");
    const { weight, term } = termsOf(call);
    for (let r = 0; r < numberOf(call.params, "rows"); r++) {
      let sum = 0;
      let magnitude = 0;
      let errors = 0;
      for (let j = 0; j < size; j++) {
        const { value, error } = term(r * size + j);
        sum += value;
        magnitude += Math.abs(value);
        errors += error;
      }
      const total = (loss[r] as number) + weight * sum;
      loss[r] = total;
      if (bounds?.loss) {
        const roundings = Math.min(size, BLOCK) + Math.ceil(size / BLOCK) + 2;
        const ofSum = errors + U * (roundings + 2) * magnitude;
        bounds.loss[r] = Math.abs(weight) * ofSum + U * Math.abs(total) + TINY;
      }
    }
  };
}
