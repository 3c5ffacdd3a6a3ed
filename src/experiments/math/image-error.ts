import { ShapeError } from "../../errors.js";

/** Mean of (p − t)², in double precision. */
export function meanSquaredError(targets: ArrayLike<number>, values: ArrayLike<number>): number {
  if (targets.length !== values.length || targets.length === 0) {
    throw new ShapeError(
      `${targets.length} targets and ${values.length} values cannot be compared: give one value for each target.`,
    );
  }
  let sum = 0;
  for (let index = 0; index < targets.length; index++) sum += ((values[index] ?? 0) - (targets[index] ?? 0)) ** 2;
  return sum / targets.length;
}

/**
 * Peak signal-to-noise ratio in decibels, 10·log₁₀(1 / MSE), for values in 0…1: 10 dB more is a tenth of the squared
 * error. Infinite where there is no error.
 */
export function psnr(targets: ArrayLike<number>, values: ArrayLike<number>): number {
  return -10 * Math.log10(meanSquaredError(targets, values));
}
