import type { Definition, OperationOf } from "./operation.js";

type Row = "rows" | "size" | "epsilon";

/**
 * y = n · gamma + beta, where n = (x − mean) / √(variance + epsilon) of each row: x, y `[rows, size]`, gamma `[size]`, where it
 * HAS_GAMMA, and beta `[size]`, where it HAS_BETA.
 */
export type LayerNormalization = OperationOf<
  "layer-normalization",
  "x" | "y",
  Row,
  "HAS_GAMMA" | "HAS_BETA",
  "gamma" | "beta"
>;

export const layerNormalization: Definition<LayerNormalization> = {
  writes: ["y"],
  shapes: ({ rows, size }, { HAS_GAMMA, HAS_BETA }) => ({
    x: [rows, size],
    ...(HAS_GAMMA && { gamma: [size] }),
    ...(HAS_BETA && { beta: [size] }),
    y: [rows, size],
  }),
  flops: ({ rows, size }, { HAS_GAMMA, HAS_BETA }) => rows * ((6 + HAS_GAMMA + HAS_BETA) * size + 4),
};

/** dx = the gradient of a normalization's input x; dn = dy · n, whose sums over the rows are that of gamma: `[rows, size]` all. */
export type LayerNormalizationGradient = OperationOf<
  "layer-normalization-gradient",
  "x" | "dy" | "dx" | "dn",
  Row,
  "HAS_GAMMA",
  "gamma"
>;

export const layerNormalizationGradient: Definition<LayerNormalizationGradient> = {
  writes: ["dx", "dn"],
  shapes: ({ rows, size }, { HAS_GAMMA }) => ({
    x: [rows, size],
    ...(HAS_GAMMA && { gamma: [size] }),
    dy: [rows, size],
    dx: [rows, size],
    dn: [rows, size],
  }),
  flops: ({ rows, size }, { HAS_GAMMA }) => rows * ((14 + HAS_GAMMA) * size + 6),
};
