import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/rmsprop.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** The RMSprop update of the whole weight arena. */
export const rmsprop = kernel({
  name: "rmsprop",
  twin: "rmsprop",
  wgsl: [grid, step, shader],
  bindings: { g: read, mean_square: readWrite, w: readWrite },
  params: { count: "u32", rho: "f32", one_minus_rho: "f32", epsilon: "f32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 9 * count, bytes: 20 * count }),
});
