import type { Estimate } from "./bce.js";
import { readError } from "./half.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** Values summed before they join the row's sum: `BLOCK` in the loss shaders (a test compares them). */
export const BLOCK = 32;

/** The loss of one value, and how far the kernel's may be from it. */
export type ValueLoss = (y: number, t: number) => Estimate;

/**
 * The twin of a loss kernel: loss[r] = Σ_j value(y[r, j], t[r, j]) / size.
 *
 * Bound: the values' own errors; summing in blocks, each value meets at most BLOCK + size / BLOCK + 2 roundings; then
 * the division. WGSL lets a compiler reorder a sum only where that is as accurate. A t in f16 may be read as 0 ({@link ofStored}).
 */
export function rowLoss(valueLoss: (constants: Readonly<Record<string, number>>) => ValueLoss): Twin {
  return ({ reals, params, constants }, bounds) => {
    const y = bound(reals, "y");
    const t = bound(reals, "t");
    const loss = bound(reals, "loss");
    const size = numberOf(params, "size");
    const lossOf = ofStored(valueLoss(constants), constants);
    for (let r = 0; r < numberOf(params, "rows"); r++) {
      let sum = 0;
      let magnitude = 0;
      let errors = 0;
      for (let j = 0; j < size; j++) {
        const { value, error } = lossOf(y[r * size + j] as number, t[r * size + j] as number);
        sum += value;
        magnitude += Math.abs(value);
        errors += error;
      }
      loss[r] = sum / size;
      if (bounds?.loss) {
        const roundings = Math.min(size, BLOCK) + Math.ceil(size / BLOCK) + 2;
        bounds.loss[r] = (errors + U * roundings * magnitude + U * (1 + ERROR.division) * Math.abs(sum)) / size + TINY;
      }
    }
  };
}

/** What is computed of values, some of which, subnormal f16, may be read as 0: that is the only other thing it can be then. */
export function ofStored(valueLoss: ValueLoss, { HALF_T }: Readonly<Record<string, number>>): ValueLoss {
  return (y, t) => {
    const { value, error } = valueLoss(y, t);
    if (readError(HALF_T, t) === 0) return { value, error };
    const other = valueLoss(y, 0);
    return { value, error: Math.max(error, Math.abs(other.value - value) + other.error) };
  };
}
