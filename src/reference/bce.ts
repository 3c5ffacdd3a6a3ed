import { sigmoid, sigmoidBound } from "./activation.js";
import { ERROR, U } from "./twin.js";

/**
 * Keras's bounds for a probability, as f32 has them: 1e-7 and 1 − 1e-7, which rounds to 1 − 2⁻²³. The shaders have the
 * same numbers.
 */
export const EPSILON = Math.fround(1e-7);
export const ONE_MINUS_EPSILON = 1 - 2 ** -23;

/** log((1 − 1e-7) / 1e-7): clipping a logit to ± this clips its probability to [1e-7, 1 − 1e-7]. */
export const LARGEST_LOGIT = Math.log((1 - 1e-7) / 1e-7);

const clip = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** A number, and how far the kernel's may be from it. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** Counterpart of `bce_loss` in `lib/loss.wgsl`. */
export function bceLossOf(y: number, t: number, fromLogits: boolean): Estimate {
  return fromLogits ? lossFromLogit(y, t) : lossFromProbability(y, t);
}

/**
 * max(z, 0) − z t + log(1 + exp(−|z|)), z clipped.
 *
 * In U: the product and the two sums are one rounding each, a clipped z is off by one of its own. The logarithm: e is
 * off by δ = exp's; s = e / (2 + e) by at most δ + 1 + a division's; its series by 4 roundings and the 1e-9 left out,
 * far below one.
 */
function lossFromLogit(y: number, t: number): Estimate {
  const z = clip(y, -LARGEST_LOGIT, LARGEST_LOGIT);
  const linear = Math.max(z, 0) - z * t;
  const softplus = Math.log1p(Math.exp(-Math.abs(z)));
  const value = linear + softplus;
  const clipping = z === y ? 0 : Math.abs(z);
  const roundings =
    Math.abs(z * t) + Math.abs(linear) + Math.abs(value) + clipping + softplus * (ERROR.exp(z) + ERROR.division + 6);
  return { value, error: U * roundings };
}

/** WGSL's log: 2⁻²¹ = 8 U in [0.5, 2], otherwise 3 ULP = 6 U of the result. */
const logError = (x: number) => (x >= 0.5 && x <= 2 ? 8 : 6 * Math.abs(Math.log(x)));

/** −t log p − (1 − t) log(1 − p), p clipped; 1 − p is rounded, which moves its logarithm by 1 U. */
function lossFromProbability(y: number, t: number): Estimate {
  const p = clip(y, EPSILON, ONE_MINUS_EPSILON);
  const one = -t * Math.log(p);
  const other = -(1 - t) * Math.log(1 - p);
  const roundings =
    Math.abs(t) * logError(p) + Math.abs(1 - t) * (logError(1 - p) + 1) + 3 * (Math.abs(one) + Math.abs(other));
  return { value: one + other, error: U * roundings };
}

/**
 * Counterpart of `bce_slope`, for a mean over `count` values.
 *
 * Bounds: from a logit, the sigmoid's, the difference's, and a division by a count that was itself rounded. From a
 * probability, 1 − p, p (1 − p) and p − t are one rounding each, then two divisions and the count's.
 */
export function bceSlopeOf(y: number, t: number, fromLogits: boolean, count: number): Estimate {
  if (fromLogits) {
    const p = sigmoid(y);
    const error = (sigmoidBound(y, p) + U * (2 + ERROR.division) * Math.abs(p - t)) / count;
    return { value: (p - t) / count, error };
  }
  const p = clip(y, EPSILON, ONE_MINUS_EPSILON);
  const value = p === y ? (p - t) / (p * (1 - p)) / count : 0;
  return { value, error: U * (4 + 2 * ERROR.division) * Math.abs(value) };
}
