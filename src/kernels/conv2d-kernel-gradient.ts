import shader from "../../shaders/conv2d-kernel-gradient.wgsl?raw";
import { CONVOLUTION, convolution, convolutionCost, sizesOf } from "./convolution.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** The gradient of a convolution's kernel. */
export const conv2dKernelGradient = kernel({
  name: "conv2d-kernel-gradient",
  twin: "conv2d-kernel-gradient",
  wgsl: [grid, convolution, shader],
  bindings: { x: read, dz: read, dw: readWrite },
  params: CONVOLUTION,
  constants: {},
  step: false,
  workgroups: (params) => workgroupsFor(sizesOf(params).w),
  cost: convolutionCost,
});
