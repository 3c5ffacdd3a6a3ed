import shader from "../../shaders/conv2d-input-gradient-shared.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import convolved from "../../shaders/lib/convolved.wgsl?raw";
import patch from "../../shaders/lib/patch.wgsl?raw";
import scattered from "../../shaders/lib/scattered.wgsl?raw";
import { CONVOLUTION, convolution, convolutionCost, sizesOf } from "./convolution.js";
import { CONVOLVED, CONVOLVED_SIZES, convolvedWorkgroups, SCATTERED } from "./convolved.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** dx = activate′ · Σ over copies of dz ∗ w, dz scattered as a max-pool2d would, for GPUs with many lanes. */
export const conv2dInputGradientShared = kernel({
  name: "conv2d-input-gradient-shared",
  twin: "conv2d-input-gradient",
  wgsl: [grid, activation, convolution, patch, scattered, convolved, shader],
  bindings: { dz: read, places: read, w: read, x: read, dx: readWrite },
  params: CONVOLUTION,
  constants: { ...SCATTERED, ...CONVOLVED, ACTIVATION: "u32", COPIES_Y: "u32", COPIES_X: "u32" },
  sizes: CONVOLVED_SIZES,
  step: false,
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
