import type { Numbers } from "../operations/operation.js";
import { activate, activationBound } from "./activation.js";
import { readError } from "./half.js";
import { productRow, type Strides } from "./product.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

type Sizes = Numbers & { m: number; k: number; n: number };

/**
 * Twin of every matrix product: z[r, c] = activate(Σ_k x[r, k] · w[k, c] + b[c]), the factors read by strides.
 *
 * Bound: a sum of k products is off by at most (k + 2) U Σ |x w|, in any order, fused or not (Higham, "Accuracy and
 * Stability of Numerical Algorithms", §3.1); the bias is one more term. With a param `depth`, z has a part for each `depth`
 * of the depths.
 *
 * A factor in f16 is read as it was stored, unless it is subnormal: then it may be read as 0, and its product is missing.
 */
export const matmul: Twin = ({ reals, params, constants }, bounds) => {
  const x = bound(reals, "x");
  const w = bound(reals, "w");
  const z = bound(reals, "z");
  const m = numberOf(params, "m");
  const k = numberOf(params, "k");
  const n = numberOf(params, "n");
  const strides = stridesOf({ ...params, m, k, n }, constants);
  const { xRow, xDepth, wDepth, wColumn } = strides;
  const b = constants.HAS_BIAS ? bound(reals, "b") : undefined;
  const { ACTIVATION: activation = 0, HALF_X, HALF_W } = constants;
  const { depth = k } = params;
  const sums = new Float64Array(n);
  for (let begin = 0, to = 0; begin < k; begin += depth) {
    const end = Math.min(begin + depth, k);
    const terms = end - begin + (b ? 1 : 0);
    for (let r = 0; r < m; r++) {
      productRow({ ...strides, x, w, b, begin, end }, r, sums);
      for (let c = 0; c < n; c++, to++) {
        const sum = sums[c] as number;
        const y = activate(activation, sum);
        z[to] = y;
        if (!bounds?.z) continue;
        let magnitude = Math.abs(b?.[c] ?? 0);
        let missing = 0;
        for (let i = begin; i < end; i++) {
          const [one, other] = [x[r * xRow + i * xDepth] as number, w[i * wDepth + c * wColumn] as number];
          const term = Math.abs(one * other);
          magnitude += term;
          if (readError(HALF_X, one) + readError(HALF_W, other) > 0) missing += term;
        }
        bounds.z[to] = activationBound(activation, sum, y, (terms + 2) * U * magnitude + missing + TINY);
      }
    }
  }
};

/** The strides of x [m, k] and w [k, n], either stored transposed; or those that a kernel was told. */
function stridesOf({ m, k, n, ...told }: Sizes, { TRANSPOSE_X, TRANSPOSE_W }: Numbers): Strides {
  const { x_row, x_depth, w_depth, w_column } = told as Partial<Numbers>;
  return {
    xRow: x_row ?? (TRANSPOSE_X ? 1 : k),
    xDepth: x_depth ?? (TRANSPOSE_X ? m : 1),
    wDepth: w_depth ?? (TRANSPOSE_W ? 1 : n),
    wColumn: w_column ?? (TRANSPOSE_W ? k : 1),
  };
}
