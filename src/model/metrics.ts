import { checkWord } from "../data/known-options.js";
import { ArgumentError } from "../errors.js";

/**
 * What can be reported beside the loss, by Keras's short names: mean squared error, mean absolute error, binary cross-entropy,
 * Kullback–Leibler divergence (as Keras has it, a sum over the last axis: over all of a row of values, over the channels of each
 * pixel, of which it is the mean), and the share of samples whose largest value is where it should be.
 */
export const METRICS = ["mse", "mae", "bce", "kl", "accuracy"] as const;
/** The name of a metric. */
export type Metric = (typeof METRICS)[number];

/** @throws {ArgumentError} when `metrics` is not a list of metrics, each once */
export function checkMetrics(metrics: unknown): asserts metrics is readonly Metric[] {
  if (!Array.isArray(metrics)) throw new ArgumentError(`metrics must be a list, such as ["mse"].`);
  for (const [index, metric] of metrics.entries()) {
    checkWord("Unknown metric", metric, METRICS);
    if (metrics.indexOf(metric) !== index) throw new ArgumentError(`The metric "${String(metric)}" is listed twice.`);
  }
}
