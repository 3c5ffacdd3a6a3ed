import type { Estimate } from "./bce.js";
import { ERROR, TINY, U } from "./twin.js";

/**
 * Counterpart of `exp_minus_tangent` in `lib/kl.wgsl`: exp(v) − 1 − v, by its series where doubles would cancel.
 *
 * Bound: within ±1, the kernel's coefficients and Horner's rule are off by at most 1.5 U, where the sum is at least 1/e:
 * 4.1; what is left out, 0.1; two products: 7 in all. Elsewhere exp's own error and two differences.
 */
function expMinusTangent(v: number): Estimate {
  const value = Math.abs(v) < 1e-3 ? v * v * (1 / 2 + v / 6 + (v * v) / 24) : Math.expm1(v) - v;
  if (Math.abs(v) < 1) return { value, error: 7 * U * value + TINY };
  return { value, error: expError(v) + U * (Math.abs(Math.expm1(v)) + value) };
}

const expError = (v: number) => U * Math.exp(v) * ERROR.exp(v) + TINY;

/**
 * Counterpart of `kl_divergence`: ½ (mean² + exp(log_var) − 1 − log_var). Bound: the square, exp_minus_tangent's own, the
 * sum; halving is exact.
 */
export function klDivergence(mean: number, logVar: number): Estimate {
  const square = mean * mean;
  const { value, error } = expMinusTangent(logVar);
  return { value: (square + value) / 2, error: (U * (2 * square + value) + error + TINY) / 2 };
}

/** Counterpart of `kl_slope`: ½ (exp(log_var) − 1). Bound: exp_minus_tangent's or exp's own, a sum or difference. */
export function klSlope(logVar: number): Estimate {
  const value = Math.expm1(logVar) / 2;
  const before = Math.abs(logVar) < 1 ? expMinusTangent(logVar).error : expError(logVar);
  return { value, error: before / 2 + U * Math.abs(value) };
}
