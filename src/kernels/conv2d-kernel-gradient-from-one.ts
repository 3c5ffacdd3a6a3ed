import shader from "../../shaders/conv2d-kernel-gradient-from-one.wgsl?kernel";
import { type Convolution, convolutionCost, sizesOf } from "./convolution.js";
import { IMAGES } from "./cuts.js";
import { constantIn, kernel } from "./kernel.js";

const WORKGROUP_BLOCKS = constantIn(shader, "WORKGROUP_BLOCKS");

/** The gradient of the kernel of a convolution of stride 1 from one channel, or to one, a part of the batch each. */
export const conv2dKernelGradientFromOne = kernel<keyof Convolution>(shader, {
  twin: "conv2d-kernel-gradient",
  workgroups: ({ rows, kernel_height, kernel_width, out_channels }) => {
    const blocks = Math.ceil(kernel_height / 3) * Math.ceil(kernel_width / 3) * Math.ceil(out_channels / 8);
    return Math.ceil((Math.ceil(rows / IMAGES) * blocks) / WORKGROUP_BLOCKS);
  },
  cost: (params) => {
    const { flops, bytes } = convolutionCost(params);
    return { flops, bytes: bytes + 4 * (Math.ceil(params.rows / IMAGES) - 1) * sizesOf(params).w };
  },
});
