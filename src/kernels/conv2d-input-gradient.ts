import shader from "../../shaders/conv2d-input-gradient.wgsl?kernel";
import { type Convolution, convolutionCost, sizesOf } from "./convolution.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** The gradient of a convolution's input, and the transposed convolution. */
export const conv2dInputGradient = kernel<keyof Convolution>(shader, {
  twin: "conv2d-input-gradient",
  workgroups: (params) => workgroupsFor(sizesOf(params).x),
  cost: convolutionCost,
});
