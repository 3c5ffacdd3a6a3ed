import { categoricalCrossentropyGradient } from "../categorical-crossentropy-gradient.js";
import { categoricalCrossentropyLoss } from "../categorical-crossentropy-loss.js";
import { oneHot } from "../one-hot.js";
import { softmax } from "../softmax.js";
import { softmaxGradient } from "../softmax-gradient.js";

/** Kernels of classifiers. */
export const kernels = [
  categoricalCrossentropyGradient,
  categoricalCrossentropyLoss,
  oneHot,
  softmax,
  softmaxGradient,
];
