import { clip, EPSILON, LARGEST_LOGIT, ONE_MINUS_EPSILON } from "./probability.js";
import { rowLoss, type ValueLoss } from "./row-loss.js";
import { ERROR } from "./twin.js";

/**
 * max(z, 0) − z t + log(1 + exp(−|z|)), z clipped.
 *
 * In U: the product and the two sums are one rounding each, a clipped z is off by one of its own. The logarithm: e is
 * off by δ = exp's; s = e / (2 + e) by at most δ + 1 + a division's; its series by 4 roundings and the 1e-9 left out,
 * far below one.
 */
const fromLogits: ValueLoss = (y, t) => {
  const z = clip(y, -LARGEST_LOGIT, LARGEST_LOGIT);
  const linear = Math.max(z, 0) - z * t;
  const softplus = Math.log1p(Math.exp(-Math.abs(z)));
  const value = linear + softplus;
  const clipping = z === y ? 0 : Math.abs(z);
  const error =
    Math.abs(z * t) + Math.abs(linear) + Math.abs(value) + clipping + softplus * (ERROR.exp(z) + ERROR.division + 6);
  return { value, error };
};

/** WGSL's log: 2⁻²¹ = 8 U in [0.5, 2], otherwise 3 ULP = 6 U of the result. */
const logError = (x: number) => (x >= 0.5 && x <= 2 ? 8 : 6 * Math.abs(Math.log(x)));

/** −t log p − (1 − t) log(1 − p), p clipped; 1 − p is rounded, which moves its logarithm by 1 U. */
const fromProbabilities: ValueLoss = (y, t) => {
  const p = clip(y, EPSILON, ONE_MINUS_EPSILON);
  const one = -t * Math.log(p);
  const other = -(1 - t) * Math.log(1 - p);
  const error =
    Math.abs(t) * logError(p) + Math.abs(1 - t) * (logError(1 - p) + 1) + 3 * (Math.abs(one) + Math.abs(other));
  return { value: one + other, error };
};

/** Twin of `bce-loss`. */
export const bceLoss = rowLoss(({ FROM_LOGITS }) => (FROM_LOGITS ? fromLogits : fromProbabilities));
