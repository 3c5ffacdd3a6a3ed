import type { Definition, OperationOf } from "./operation.js";

/** x `[rows, size]` = the samples of a batch, by the order of the epoch, as f32; from BYTES scaled by 1/255, or from floats. */
export type Gather = OperationOf<"gather", "data" | "order" | "x", "rows" | "size", "BYTES" | "HALF_X">;

export const gather: Definition<Gather> = {
  writes: ["x"],
  shapes: ({ rows, size }, { BYTES }) => ({ data: [rows, BYTES ? size / 4 : size], order: [rows], x: [rows, size] }),
  flops: ({ rows, size }, { BYTES }) => BYTES * rows * size,
  halves: ["x"],
};

/** t `[rows, size]` = the labels of a batch, by the order of the epoch, one-hot. */
export type OneHot = OperationOf<"one-hot", "labels" | "order" | "t", "rows" | "size">;

export const oneHot: Definition<OneHot> = {
  writes: ["t"],
  shapes: ({ rows, size }) => ({ labels: [rows], order: [rows], t: [rows, size] }),
  flops: () => 0,
};

/** m `[rows, size]` = what the values of a batch count where some are missing: 0 those, the others as much more. */
export type MaskWeights = OperationOf<"mask-weights", "mask" | "order" | "m", "rows" | "size">;

export const maskWeights: Definition<MaskWeights> = {
  writes: ["m"],
  shapes: ({ rows, size }) => ({ mask: [rows, size / 4], order: [rows], m: [rows, size] }),
  flops: ({ rows }) => rows,
};

/** y ← w · y: rows `[rows, size]` times a weight `[rows]` each. */
export type Weigh = OperationOf<"weigh", "w" | "y", "rows" | "size">;

export const weigh: Definition<Weigh> = {
  writes: [],
  updates: ["y"],
  shapes: ({ rows, size }) => ({ w: [rows], y: [rows, size] }),
  flops: ({ rows, size }) => rows * size,
};
