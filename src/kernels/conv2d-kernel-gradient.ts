import shader from "../../shaders/conv2d-kernel-gradient.wgsl?kernel";
import { type Convolution, convolutionCost, sizesOf } from "./convolution.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** The gradient of a convolution's kernel. */
export const conv2dKernelGradient = kernel<keyof Convolution>(shader, {
  twin: "conv2d-kernel-gradient",
  workgroups: (params) => workgroupsFor(sizesOf(params).w),
  cost: convolutionCost,
});
