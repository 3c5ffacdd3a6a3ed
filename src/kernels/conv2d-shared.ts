import shader from "../../shaders/conv2d-shared.wgsl?kernel";
import { type Convolution, epilogueCost, sizesOf } from "./convolution.js";
import { convolvedWorkgroups } from "./convolved.js";
import { kernel } from "./kernel.js";

/** z = activate(x ∗ w + b) of stride 1, for GPUs with many lanes; FLIPPED, w is that of the convolution whose input's gradient it is. */
export const conv2dShared = kernel<keyof Convolution, "HAS_BIAS" | "ACTIVATION" | "REPEAT_Y" | "REPEAT_X">(shader, {
  twin: "conv2d",
  workgroups: convolvedWorkgroups,
  cost: (params, constants) => {
    const { flops, bytes } = epilogueCost(params, constants);
    const { x } = sizesOf(params);
    return { flops, bytes: bytes - 4 * (x - x / (constants.REPEAT_Y * constants.REPEAT_X)) };
  },
});
