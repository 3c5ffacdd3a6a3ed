import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/** A row of mean 0 and variance 1, and how far a kernel's may be from it. */
interface Normalized {
  readonly n: Float64Array;
  /** 1 / √(variance + epsilon). */
  readonly scale: number;
  readonly scaleError: number;
  readonly nError: Float64Array;
}

/**
 * The row `x` as `lib/moments.wgsl` normalizes it.
 *
 * Bound. The mean is a sum of `size` values, off by at most size · U · mean |x|, divided: with m that error, and the division's, in
 * all. What is apart from it is off by m, the same for the whole row, and a rounding each. As Σ (x − mean) = 0, the squares of
 * apart + m sum up to those of apart and size · m², to which each square adds three roundings (two of its factor's, one of its own),
 * their sum `size` and the division its own. The inverse root of what is so far off, which is never below epsilon, is taken at
 * either end: it changes most at the lower; its own error is 2 ULP. A product's error is that of its factors and its rounding.
 */
export function normalizedRow(x: Float64Array, epsilon: number): Normalized {
  const size = x.length;
  const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / size;
  const mean = meanOf(x);
  const apart = x.map((value) => value - mean);
  const variance = meanOf(apart.map((value) => value * value));
  const scale = 1 / Math.sqrt(variance + epsilon);
  const m = (size + ERROR.division) * U * meanOf(x.map(Math.abs)) + TINY;
  const squaresError = (size + 3 + ERROR.division) * U * (variance + m * m) + m * m + TINY;
  // Epsilon is rounded, and the sum with it.
  const lowest = Math.max(variance + epsilon - squaresError - 2 * U * (variance + epsilon), epsilon * (1 - 2 * U));
  const scaleError = 1 / Math.sqrt(lowest) - scale + (INVERSE_ROOT * U) / Math.sqrt(lowest);
  const apartError = apart.map((value) => m + U * (Math.abs(value) + m));
  const n = apart.map((value) => value * scale);
  const nError = n.map((value, j) => {
    const [off, by] = [apartError[j] as number, Math.abs(apart[j] as number)];
    const factors = by * scaleError + off * (scale + scaleError);
    return factors + U * (Math.abs(value) + factors) + TINY;
  });
  return { n, scale, scaleError, nError };
}

/** 2 ULP, by WGSL's table, in {@link U}. */
const INVERSE_ROOT = 4;

/** Twin of `layer-normalization`: {@link normalizedRow}, a product and a sum, each rounded. */
export const layerNormalization: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const y = bound(reals, "y");
  const gamma = constants.HAS_GAMMA ? bound(reals, "gamma") : undefined;
  const beta = constants.HAS_BETA ? bound(reals, "beta") : undefined;
  const size = numberOf(params, "size");
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    const { n, nError } = normalizedRow(x.slice(r * size, (r + 1) * size), numberOf(params, "epsilon"));
    for (let j = 0; j < size; j++) {
      const by = gamma?.[j] ?? 1;
      const product = (n[j] as number) * by;
      const value = product + (beta?.[j] ?? 0);
      y[r * size + j] = value;
      if (!bounds?.y) continue;
      const ofProduct = Math.abs(by) * (nError[j] as number);
      const ofRoundings = U * (2 * (Math.abs(product) + ofProduct) + Math.abs(value));
      bounds.y[r * size + j] = ofProduct + ofRoundings + TINY;
    }
  }
};
