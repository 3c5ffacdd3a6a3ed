import shader from "../../shaders/conv2d.wgsl?kernel";
import { type Convolution, convolutionCost, sizesOf } from "./convolution.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** z = x ∗ w */
export const conv2d = kernel<keyof Convolution>(shader, {
  twin: "conv2d",
  workgroups: (params) => workgroupsFor(sizesOf(params).z),
  cost: convolutionCost,
});
