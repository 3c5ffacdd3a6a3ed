import shader from "../../shaders/gaussian-noise-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** dx = dy where clipped noise was not clipped. */
export const gaussianNoiseGradient = kernel({
  name: "gaussian-noise-gradient",
  twin: "gaussian-noise-gradient",
  wgsl: [grid, shader],
  bindings: { y: read, dy: read, dx: readWrite },
  params: { count: "u32", low: "f32", high: "f32" },
  constants: {},
  step: false,
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: 2 * count, bytes: 12 * count }),
});
