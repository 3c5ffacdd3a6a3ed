import shader from "../../shaders/conv2d-shared.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import convolved from "../../shaders/lib/convolved.wgsl?raw";
import patch from "../../shaders/lib/patch.wgsl?raw";
import repeated from "../../shaders/lib/repeated.wgsl?raw";
import { CONVOLUTION, convolution, epilogueCost, sizesOf } from "./convolution.js";
import { CONVOLVED, CONVOLVED_SIZES, convolvedWorkgroups, REPEATED } from "./convolved.js";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** z = activate(x ∗ w + b) of stride 1, for GPUs with many lanes; FLIPPED, w is that of the convolution whose input's gradient it is. */
export const conv2dShared = kernel({
  name: "conv2d-shared",
  twin: "conv2d",
  wgsl: [grid, activation, convolution, patch, repeated, convolved, shader],
  bindings: { x: read, w: read, b: read, z: readWrite },
  params: CONVOLUTION,
  constants: { ...REPEATED, ...CONVOLVED, HAS_BIAS: "bool", ACTIVATION: "u32" },
  sizes: CONVOLVED_SIZES,
  step: false,
  workgroups: convolvedWorkgroups,
  cost: (params, constants) => {
    const { flops, bytes } = epilogueCost(params, constants);
    const { x } = sizesOf(params);
    return { flops, bytes: bytes - 4 * (x - x / (constants.REPEAT_Y * constants.REPEAT_X)) };
  },
});
