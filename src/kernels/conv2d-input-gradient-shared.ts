import shader from "../../shaders/conv2d-input-gradient-shared.wgsl?kernel";
import { type Convolution, convolutionCost, sizesOf } from "./convolution.js";
import { convolvedWorkgroups } from "./convolved.js";
import { kernel } from "./kernel.js";

/** dx = activate′ · Σ over copies of dz ∗ w, dz scattered as a max-pool2d would, for GPUs with many lanes. */
export const conv2dInputGradientShared = kernel<
  keyof Convolution,
  "ACTIVATION" | "COPIES_Y" | "COPIES_X" | "WINDOW_Y" | "WINDOW_X" | "POOLED_HEIGHT" | "POOLED_WIDTH"
>(shader, {
  twin: "conv2d-input-gradient",
  workgroups: convolvedWorkgroups,
  cost: (params, { ACTIVATION, COPIES_Y, COPIES_X, WINDOW_Y, WINDOW_X, POOLED_HEIGHT, POOLED_WIDTH }) => {
    const { flops, bytes } = convolutionCost(params);
    const { x, z } = sizesOf(params);
    const dx = z / (COPIES_Y * COPIES_X);
    const dz = params.rows * POOLED_HEIGHT * POOLED_WIDTH * params.in_channels * (WINDOW_Y * WINDOW_X > 1 ? 2 : 1);
    const slopes = ACTIVATION === 0 ? 0 : dx;
    return { flops: flops + z - dx + 3 * slopes, bytes: bytes + 4 * (dx - z + slopes + dz - x) };
  },
});
