import shader from "../../shaders/up-sampling2d-gradient-quads.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { type UpSampling, upSamplingSizes } from "./up-sampling2d.js";

/** `up-sampling2d-gradient` where the channels come in fours, then through the activation that made x. */
export const upSampling2dGradientQuads = kernel<keyof UpSampling>(shader, {
  twin: "up-sampling2d-gradient",
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).small / 4),
  cost: (params) => {
    const { small, large } = upSamplingSizes(params);
    return { flops: large + 2 * small, bytes: 4 * (2 * small + large) };
  },
});
