import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/sgd.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Gradient descent over the whole weight arena. */
export const sgd = kernel({
  name: "sgd",
  twin: "sgd",
  wgsl: [grid, step, shader],
  bindings: { g: read, w: readWrite },
  params: { count: "u32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 2 * count, bytes: 12 * count }),
});
