import { type Epilogue, epilogueFlops } from "./activation.js";
import type { Definition, Numbers, OperationOf } from "./operation.js";

/**
 * z `[m, n]` = activate(x · w + b): x `[m, k]`, or `[k, m]` when TRANSPOSE_X; w `[k, n]`, or `[n, k]` when TRANSPOSE_W; b
 * `[n]`, where it HAS_BIAS. With a param `depth`, z has a part for each `depth` of the depths: `[parts, m, n]`.
 */
export interface Matmul
  extends OperationOf<
    "matmul",
    "x" | "w" | "z",
    "m" | "k" | "n",
    "TRANSPOSE_X" | "TRANSPOSE_W" | "HALF_X" | "HALF_W" | "HALF_Z" | Epilogue,
    "b"
  > {
  readonly params: Numbers<"m" | "k" | "n"> & { readonly depth?: number };
}

export const matmul: Definition<Matmul> = {
  writes: ["z"],
  shapes: ({ m, k, n, depth = k }, { TRANSPOSE_X, TRANSPOSE_W, HAS_BIAS }) => ({
    x: TRANSPOSE_X ? [k, m] : [m, k],
    w: TRANSPOSE_W ? [n, k] : [k, n],
    ...(HAS_BIAS && { b: [n] }),
    z: [Math.ceil(k / depth), m, n],
  }),
  flops: ({ m, k, n }, constants) => m * n * (2 * k + epilogueFlops(constants)),
  halves: ["x", "w", "z"],
};

/** z `[rows, units]` = activate(Σ parts of x `[parts, rows, units]` + b). */
export type SumParts = OperationOf<"sum-parts", "x" | "z", "parts" | "rows" | "units", Epilogue | "HALF_Z", "b">;

export const sumParts: Definition<SumParts> = {
  writes: ["z"],
  shapes: ({ parts, rows, units }, { HAS_BIAS }) => ({
    x: [parts, rows, units],
    ...(HAS_BIAS && { b: [units] }),
    z: [rows, units],
  }),
  flops: ({ parts, rows, units }, constants) => rows * units * (parts - 1 + epilogueFlops(constants)),
  halves: ["z"],
};
