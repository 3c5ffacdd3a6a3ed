import shader from "../../shaders/dense-weights-quads.wgsl?raw";
import adadelta from "../../shaders/lib/adadelta.wgsl?raw";
import { weightSums } from "./dense-gradients.js";
import { tileSums } from "./dense-gradients-quads.js";
import { kernel, readWrite } from "./kernel.js";

/** `dense-weights` where the values of every layer come in fours. */
export const denseWeightsQuads = kernel({
  name: "dense-weights-quads",
  twin: "dense-weights",
  wgsl: [...tileSums.wgsl, adadelta, shader],
  bindings: { ...tileSums.inputs, a: readWrite, d: readWrite, w: readWrite, losses: readWrite },
  params: { ...tileSums.params, rho: "f32", one_minus_rho: "f32", epsilon: "f32" },
  constants: {},
  step: true,
  workgroups: tileSums.workgroups,
  cost: (params, _, tables) => weightSums.cost(params, tables.layers, 16, 6),
});
