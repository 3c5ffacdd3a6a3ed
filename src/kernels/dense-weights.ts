import shader from "../../shaders/dense-weights.wgsl?kernel";
import { denseGradients, weightSumsCost } from "./dense-gradients.js";
import { kernel } from "./kernel.js";

/** Everything of a training step that goes weight by weight: gradients, and Adadelta in their epilogue. */
export const denseWeights = kernel<"rows" | "tiles">(shader, {
  twin: "dense-weights",
  workgroups: denseGradients.workgroups,
  cost: (params, _, { layers }) => weightSumsCost(params, layers, 16, 6),
});
