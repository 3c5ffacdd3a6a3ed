import { denseGradients } from "../dense-gradients.js";
import { denseRows } from "../dense-rows.js";
import { denseWeights } from "../dense-weights.js";

/** Kernels of level fused, each for a whole stack of dense layers. */
export const kernels = [denseGradients, denseRows, denseWeights];
