import shader from "../../shaders/adam.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** The Adam update of the whole weight arena. */
export const adam = kernel({
  name: "adam",
  twin: "adam",
  wgsl: [grid, step, shader],
  bindings: { g: read, m: readWrite, v: readWrite, w: readWrite },
  params: { count: "u32", beta1: "f32", one_minus_beta1: "f32", beta2: "f32", one_minus_beta2: "f32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 12 * count, bytes: 28 * count }),
});
