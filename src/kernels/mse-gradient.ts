import shader from "../../shaders/mse-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Gradient of the mean squared error. */
export const mseGradient = kernel({
  name: "mse-gradient",
  twin: "mse-gradient",
  wgsl: [grid, ...loss, shader],
  bindings: { y: read, t: read, dy: readWrite },
  params: { count: "u32" },
  constants: {},
  step: false,
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: LOSS_FLOPS.gradient * count, bytes: 12 * count }),
});
