import shader from "../../shaders/dense-weights.wgsl?raw";
import adadelta from "../../shaders/lib/adadelta.wgsl?raw";
import { weightSums } from "./dense-gradients.js";
import { kernel, readWrite } from "./kernel.js";

/** Everything of a training step that goes weight by weight: gradients, and Adadelta in their epilogue. */
export const denseWeights = kernel({
  name: "dense-weights",
  twin: "dense-weights",
  wgsl: [...weightSums.wgsl, adadelta, shader],
  bindings: { ...weightSums.inputs, a: readWrite, d: readWrite, w: readWrite, losses: readWrite },
  params: { ...weightSums.params, rho: "f32", one_minus_rho: "f32", epsilon: "f32" },
  constants: {},
  step: true,
  workgroups: weightSums.workgroups,
  cost: (params, _, tables) => weightSums.cost(params, tables.layers, 16, 6),
});
