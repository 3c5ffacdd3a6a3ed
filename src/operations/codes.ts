import type { ElementwiseActivation } from "../model/activations.js";
import type { Metric } from "../model/metrics.js";

/** The numbers by which operations, and their shaders, know what has a name elsewhere. */

/** The value of `ACTIVATION` for each activation, as in `shaders/lib/activation.wgsl` (a test compares them). */
export const ACTIVATION_CODE: Readonly<Record<ElementwiseActivation, number>> = {
  linear: 0,
  relu: 1,
  sigmoid: 2,
  tanh: 3,
  leakyRelu: 4,
  elu: 5,
};

/** The value of `METRIC` for each metric, as in `shaders/lib/measure.wgsl` (a test compares them). */
export const METRIC_CODE: Readonly<Record<Metric, number>> = { mse: 0, mae: 1, bce: 2, kl: 3, accuracy: 4 };
