import type { Definition, OperationOf } from "./operation.js";

/** Floating-point operations of a value's loss, and of its gradient. */
export const LOSS_FLOPS = { bceFromLogits: 20, bceFromProbabilities: 8, mse: 3, gradient: 6 } as const;

const bceFlops = ({ FROM_LOGITS = 0 }) => (FROM_LOGITS ? LOSS_FLOPS.bceFromLogits : LOSS_FLOPS.bceFromProbabilities);

/** Sizes of y and t `[rows, size]`, and of a value for each row. */
type Rows = "rows" | "size";

const rowLoss = ({ rows, size }: Readonly<Record<Rows, number>>) => ({
  y: [rows, size],
  t: [rows, size],
  loss: [rows],
});

/** An autoencoder's targets are its samples, which the first product reads; what it says of them, no product does. */
const targets = ["t"] as const;

/** loss = binary cross-entropy of each sample, as Keras reports it; y are logits or probabilities. */
export type BceLoss = OperationOf<"bce-loss", "y" | "t" | "loss", Rows, "FROM_LOGITS" | "HALF_T">;

export const bceLoss: Definition<BceLoss> = {
  writes: ["loss"],
  shapes: rowLoss,
  flops: ({ rows, size }, constants) => rows * size * bceFlops(constants),
  halves: targets,
};

/** loss = mean squared error of each sample. */
export type MseLoss = OperationOf<"mse-loss", "y" | "t" | "loss", Rows, "HALF_T">;

export const mseLoss: Definition<MseLoss> = {
  writes: ["loss"],
  shapes: rowLoss,
  flops: ({ rows, size }) => LOSS_FLOPS.mse * rows * size,
  halves: targets,
};

/** loss = categorical cross-entropy of each sample, y being logits and t one-hot. */
export type CategoricalCrossentropyLoss = OperationOf<"categorical-crossentropy-loss", "y" | "t" | "loss", Rows>;

export const categoricalCrossentropyLoss: Definition<CategoricalCrossentropyLoss> = {
  writes: ["loss"],
  shapes: rowLoss,
  flops: ({ rows, size }) => 8 * rows * size,
};

const elementwise = ({ count }: Readonly<Record<"count", number>>) => ({ y: [count], t: [count], dy: [count] });

/** dy = the gradient of the mean binary cross-entropy, by logits or by probabilities. */
export type BceGradient = OperationOf<"bce-gradient", "y" | "t" | "dy", "count", "FROM_LOGITS" | "HALF_T">;

export const bceGradient: Definition<BceGradient> = {
  writes: ["dy"],
  shapes: elementwise,
  flops: ({ count }) => LOSS_FLOPS.gradient * count,
  halves: targets,
};

/** dy = the gradient of the mean squared error. */
export type MseGradient = OperationOf<"mse-gradient", "y" | "t" | "dy", "count", "HALF_T">;

export const mseGradient: Definition<MseGradient> = {
  writes: ["dy"],
  shapes: elementwise,
  flops: ({ count }) => LOSS_FLOPS.gradient * count,
  halves: targets,
};

/** dy = the gradient of the batch's mean categorical cross-entropy by the logits. */
export type CategoricalCrossentropyGradient = OperationOf<"categorical-crossentropy-gradient", "y" | "t" | "dy", Rows>;

export const categoricalCrossentropyGradient: Definition<CategoricalCrossentropyGradient> = {
  writes: ["dy"],
  shapes: ({ rows, size }) => ({ y: [rows, size], t: [rows, size], dy: [rows, size] }),
  flops: ({ rows, size }) => 9 * rows * size,
};

/** The loss of each sample and the gradient of the batch's mean loss, in one pass. */
export type LossAndGradient = OperationOf<
  "loss-and-gradient",
  "y" | "t" | "loss" | "dy",
  Rows,
  "MEAN_SQUARED" | "FROM_LOGITS" | "HALF_T"
>;

export const lossAndGradient: Definition<LossAndGradient> = {
  writes: ["loss", "dy"],
  shapes: (params) => ({ ...rowLoss(params), dy: [params.rows, params.size] }),
  flops: ({ rows, size }, constants) =>
    rows * size * ((constants.MEAN_SQUARED ? LOSS_FLOPS.mse : bceFlops(constants)) + LOSS_FLOPS.gradient),
  halves: targets,
};

/** The batch's mean of loss `[rows]` into the step's slot of losses. */
export type BatchMean = OperationOf<"batch-mean", "loss" | "losses", "rows">;

export const batchMean: Definition<BatchMean> = {
  writes: ["losses"],
  shapes: ({ rows }) => ({ loss: [rows], losses: [1] }),
  flops: ({ rows }) => rows,
};

/** Without the sigmoid of a logit, by `METRIC`. */
const METRIC_FLOPS: readonly number[] = [LOSS_FLOPS.mse, 3, LOSS_FLOPS.bceFromProbabilities, 7, 2];
const SIGMOID_FLOPS = 4;

const measureFlops = ({ METRIC = 0, FROM_LOGITS = 0 }) => (METRIC_FLOPS[METRIC] ?? 0) + SIGMOID_FLOPS * FROM_LOGITS;

/** value `[rows]` = a metric of each sample, the mean of `sums` values' sums. */
export type MetricValues = OperationOf<
  "metric",
  "y" | "t" | "value",
  Rows | "sums",
  "METRIC" | "FROM_LOGITS" | "HALF_T"
>;

export const metric: Definition<MetricValues> = {
  writes: ["value"],
  shapes: ({ rows, size }) => ({ y: [rows, size], t: [rows, size], value: [rows] }),
  flops: ({ rows, size }, constants) => rows * size * measureFlops(constants),
  halves: targets,
};

/** {@link MetricValues}, or a loss, where each value counts what m `[rows, size]` says. */
export type MaskedMetric = OperationOf<
  "masked-metric",
  "y" | "t" | "m" | "value",
  Rows | "sums",
  "METRIC" | "FROM_LOGITS" | "HALF_T"
>;

export const maskedMetric: Definition<MaskedMetric> = {
  writes: ["value"],
  shapes: ({ rows, size }) => ({ y: [rows, size], t: [rows, size], m: [rows, size], value: [rows] }),
  flops: ({ rows, size }, constants) => rows * size * (measureFlops(constants) + 1),
  halves: targets,
};
