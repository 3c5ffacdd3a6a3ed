import type { Numbers } from "../kernels/kernel.js";
import { activate, activationBound } from "./activation.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

type Sizes = Numbers & { m: number; k: number; n: number };

/**
 * Twin of every matrix product: z[r, c] = activate(Σ_k x[r, k] · w[k, c] + b[c]), the factors read by strides.
 *
 * Bound: a sum of k products is off by at most (k + 2) U Σ |x w|, in any order, fused or not (Higham, "Accuracy and
 * Stability of Numerical Algorithms", §3.1); the bias is one more term. With a param `depth`, z has a part for each `depth`
 * of the depths.
 */
function product(stridesFor: (params: Sizes, constants: Numbers) => Strides): Twin {
  return ({ reals, params, constants }, bounds) => {
    const x = bound(reals, "x");
    const w = bound(reals, "w");
    const z = bound(reals, "z");
    const m = numberOf(params, "m");
    const k = numberOf(params, "k");
    const n = numberOf(params, "n");
    const { xRow, xDepth, wDepth, wColumn } = stridesFor({ ...params, m, k, n }, constants);
    const b = constants.HAS_BIAS ? bound(reals, "b") : undefined;
    const activation = constants.ACTIVATION ?? 0;
    const { depth = k } = params;
    for (let begin = 0, to = 0; begin < k; begin += depth) {
      const end = Math.min(begin + depth, k);
      const terms = end - begin + (b ? 1 : 0);
      for (let r = 0; r < m; r++) {
        for (let c = 0; c < n; c++, to++) {
          let sum = b?.[c] ?? 0;
          let magnitude = Math.abs(sum);
          for (let i = begin; i < end; i++) {
            const term = (x[r * xRow + i * xDepth] as number) * (w[i * wDepth + c * wColumn] as number);
            sum += term;
            magnitude += Math.abs(term);
          }
          const y = activate(activation, sum);
          z[to] = y;
          if (bounds?.z) {
            const error = (terms + 2) * U * magnitude + TINY;
            bounds.z[to] = activationBound(activation, sum, y, error);
          }
        }
      }
    }
  };
}

/** x [m, k] is read at r · xRow + k · xDepth, w [k, n] at k · wDepth + c · wColumn. */
interface Strides {
  readonly xRow: number;
  readonly xDepth: number;
  readonly wDepth: number;
  readonly wColumn: number;
}

/** The strides of x [m, k] and w [k, n], either stored transposed. */
function stridesOf({ m, k, n }: Sizes, transposeX = false, transposeW = false): Strides {
  return {
    ...(transposeX ? { xRow: 1, xDepth: m } : { xRow: k, xDepth: 1 }),
    ...(transposeW ? { wDepth: 1, wColumn: k } : { wDepth: n, wColumn: 1 }),
  };
}

/** Of `matmul`. */
export const matmul = product((sizes) => stridesOf(sizes));

/** Of `matmul-transpose-a`: x is [k, m]. */
export const matmulTransposeA = product((sizes) => stridesOf(sizes, true));

/** Of `matmul-transpose-b`: w is [n, k]. */
export const matmulTransposeB = product((sizes) => stridesOf(sizes, false, true));

/** Of `matmul-quads`. */
export const matmulQuads = product((sizes, { TRANSPOSE_X, TRANSPOSE_W }) => {
  return stridesOf(sizes, Boolean(TRANSPOSE_X), Boolean(TRANSPOSE_W));
});

/** Of `matmul-subgroups`. */
export const matmulSubgroups = matmulQuads;

/** Of `matmul-tiled` and `matmul-shared`, which are told their strides. */
export const matmulTiled = product((params) => ({
  xRow: numberOf(params, "x_row"),
  xDepth: numberOf(params, "x_depth"),
  wDepth: numberOf(params, "w_depth"),
  wColumn: numberOf(params, "w_column"),
}));
