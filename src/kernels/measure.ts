import { LOSS_FLOPS } from "./loss.js";

/** Without the sigmoid of a logit, by `METRIC`. */
const METRIC_FLOPS: readonly number[] = [LOSS_FLOPS.mse, 3, LOSS_FLOPS.bceFromProbabilities, 7, 2];
const SIGMOID_FLOPS = 4;

/** Floating-point operations of a value's part in a metric. */
export const measureFlops = (metric: number, fromLogits: number) =>
  (METRIC_FLOPS[metric] ?? 0) + SIGMOID_FLOPS * fromLogits;
