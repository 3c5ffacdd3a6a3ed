import { denseGradients } from "../dense-gradients.js";
import { denseGradientsQuads } from "../dense-gradients-quads.js";
import { denseRows } from "../dense-rows.js";
import { denseRowsQuads } from "../dense-rows-quads.js";
import { denseWeights } from "../dense-weights.js";
import { denseWeightsQuads } from "../dense-weights-quads.js";

/** Kernels of level fused, each for a whole stack of dense layers. */
export const kernels = [
  denseGradients,
  denseGradientsQuads,
  denseRows,
  denseRowsQuads,
  denseWeights,
  denseWeightsQuads,
];
