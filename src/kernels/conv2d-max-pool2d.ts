import shader from "../../shaders/conv2d-max-pool2d.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import convolved from "../../shaders/lib/convolved.wgsl?raw";
import patch from "../../shaders/lib/patch.wgsl?raw";
import repeated from "../../shaders/lib/repeated.wgsl?raw";
import { CONVOLUTION, convolution, epilogueCost, sizesOf } from "./convolution.js";
import { CONVOLVED, CONVOLVED_SIZES, convolvedWorkgroups, REPEATED, SCATTERED } from "./convolved.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** y = the largest value of each window of activate(x ∗ w + b), and its place there, for GPUs with many lanes. */
export const conv2dMaxPool2d = kernel({
  name: "conv2d-max-pool2d",
  twin: "conv2d-max-pool2d",
  wgsl: [grid, activation, convolution, patch, repeated, convolved, shader],
  bindings: { x: read, w: read, b: read, y: readWrite, places: readWrite },
  params: CONVOLUTION,
  constants: { ...REPEATED, ...CONVOLVED, HAS_BIAS: "bool", ACTIVATION: "u32", ...SCATTERED },
  sizes: CONVOLVED_SIZES,
  step: false,
  workgroups: convolvedWorkgroups,
  cost: (params, constants) => {
    const { flops, bytes } = epilogueCost(params, constants);
    const { x, z } = sizesOf(params);
    const y = params.rows * constants.POOLED_HEIGHT * constants.POOLED_WIDTH * params.out_channels;
    const unread = x - x / (constants.REPEAT_Y * constants.REPEAT_X);
    return { flops: flops + z, bytes: bytes + 4 * (2 * y - z - unread) };
  },
});
