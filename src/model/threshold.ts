import { type Fields, numberThat, oneOf, optional, readFields } from "./fields.js";

/** What a reconstruction error can be, by Keras's names: for each value, of which a sample's is the mean. */
export const ERROR_METRICS = ["meanSquaredError", "meanAbsoluteError", "binaryCrossentropy"] as const;
/** The name of a reconstruction error. */
export type ErrorMetric = (typeof ERROR_METRICS)[number];

/** The reconstruction error above which a sample is unusual: `error > value`, strictly, as in PyOD. */
export interface Threshold {
  /** Which error of a sample is held against it. */
  readonly metric: ErrorMetric;
  /** In the error's own unit: the metric of values as the model sees them, scaled. */
  readonly value: number;
  /**
   * The share of the samples it was fitted on whose error is at most `value`. One that was set by hand has none; it stays when the
   * model is trained on, while a fitted one is dropped.
   */
  readonly quantile?: number;
}

const FIELDS: Fields<Threshold> = {
  metric: oneOf(ERROR_METRICS),
  value: numberThat("a number of at least 0", (value) => value >= 0),
  quantile: optional(numberThat("a number above 0, up to 1", (value) => value > 0 && value <= 1)),
};

/** A threshold as a file or a user gives it. @throws {ArgumentError} that names the field */
export function readThreshold(given: unknown): Threshold {
  return readFields(Object(given), FIELDS, "threshold", "a threshold") as Threshold;
}
