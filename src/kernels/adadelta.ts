import shader from "../../shaders/adadelta.wgsl?raw";
import update from "../../shaders/lib/adadelta.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** The Adadelta update of the whole weight arena. */
export const adadelta = kernel({
  name: "adadelta",
  twin: "adadelta",
  wgsl: [grid, step, update, shader],
  bindings: { g: read, a: readWrite, d: readWrite, w: readWrite },
  params: { count: "u32", rho: "f32", one_minus_rho: "f32", epsilon: "f32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 16 * count, bytes: 28 * count }),
});
