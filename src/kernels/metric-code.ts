import type { Metric } from "../model/metrics.js";

/** The value of `METRIC` for each metric, as in `shaders/lib/measure.wgsl` (a test compares them). */
export const METRIC_CODE: Readonly<Record<Metric, number>> = { mse: 0, mae: 1, bce: 2, kl: 3, accuracy: 4 };
