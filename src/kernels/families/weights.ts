import { maskWeights } from "../mask-weights.js";
import { maskedMetric } from "../masked-metric.js";
import { weigh } from "../weigh.js";

/** Kernels of data whose samples or values count differently: sample weights, masks. */
export const kernels = [maskWeights, maskedMetric, weigh];
