import shader from "../../shaders/conv2d-max-pool2d.wgsl?kernel";
import { type Convolution, epilogueCost, sizesOf } from "./convolution.js";
import { convolvedWorkgroups } from "./convolved.js";
import { kernel } from "./kernel.js";

/** y = the largest value of each window of activate(x ∗ w + b), and its place there, for GPUs with many lanes. */
export const conv2dMaxPool2d = kernel<
  keyof Convolution,
  "HAS_BIAS" | "ACTIVATION" | "REPEAT_Y" | "REPEAT_X" | "POOLED_HEIGHT" | "POOLED_WIDTH"
>(shader, {
  twin: "conv2d-max-pool2d",
  workgroups: convolvedWorkgroups,
  cost: (params, constants) => {
    const { flops, bytes } = epilogueCost(params, constants);
    const { x, z } = sizesOf(params);
    const y = params.rows * constants.POOLED_HEIGHT * constants.POOLED_WIDTH * params.out_channels;
    const unread = x - x / (constants.REPEAT_Y * constants.REPEAT_X);
    return { flops: flops + z, bytes: bytes + 4 * (2 * y - z - unread) };
  },
});
