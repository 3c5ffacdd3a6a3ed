import shader from "../../shaders/conv2d.wgsl?raw";
import { CONVOLUTION, convolution, convolutionCost, sizesOf } from "./convolution.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** z = x ∗ w */
export const conv2d = kernel({
  name: "conv2d",
  twin: "conv2d",
  wgsl: [grid, convolution, shader],
  bindings: { x: read, w: read, z: readWrite },
  params: CONVOLUTION,
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(sizesOf(params).z),
  cost: convolutionCost,
});
