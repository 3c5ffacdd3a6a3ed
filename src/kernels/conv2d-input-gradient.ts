import shader from "../../shaders/conv2d-input-gradient.wgsl?raw";
import { CONVOLUTION, convolution, convolutionCost, sizesOf } from "./convolution.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** The gradient of a convolution's input, and the transposed convolution. */
export const conv2dInputGradient = kernel({
  name: "conv2d-input-gradient",
  twin: "conv2d-input-gradient",
  wgsl: [grid, convolution, shader],
  bindings: { dz: read, w: read, dx: readWrite },
  params: CONVOLUTION,
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(sizesOf(params).x),
  cost: convolutionCost,
});
