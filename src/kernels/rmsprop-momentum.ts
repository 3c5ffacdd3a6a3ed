import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/rmsprop-momentum.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** The RMSprop update with momentum of the whole weight arena. */
export const rmspropMomentum = kernel({
  name: "rmsprop-momentum",
  twin: "rmsprop",
  wgsl: [grid, step, shader],
  bindings: { g: read, mean_square: readWrite, velocity: readWrite, w: readWrite },
  params: { count: "u32", rho: "f32", one_minus_rho: "f32", epsilon: "f32", momentum: "f32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 11 * count, bytes: 28 * count }),
});
