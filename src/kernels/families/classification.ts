import { categoricalCrossentropyGradient } from "../categorical-crossentropy-gradient.js";
import { categoricalCrossentropyLoss } from "../categorical-crossentropy-loss.js";
import { metric } from "../metric.js";
import { oneHot } from "../one-hot.js";
import { softmax } from "../softmax.js";
import { softmaxGradient } from "../softmax-gradient.js";

/** Kernels of classifiers, and of metrics: accuracy is one. */
export const kernels = [
  categoricalCrossentropyGradient,
  categoricalCrossentropyLoss,
  metric,
  oneHot,
  softmax,
  softmaxGradient,
];
