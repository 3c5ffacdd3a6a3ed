import shader from "../../shaders/up-sampling2d-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { type UpSampling, upSamplingSizes } from "./up-sampling2d.js";

/** dx = Σ of dy over the copies of each pixel */
export const upSampling2dGradient = kernel<keyof UpSampling>(shader, {
  twin: "up-sampling2d-gradient",
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).small),
  cost: (params) => {
    const { small, large } = upSamplingSizes(params);
    return { flops: large, bytes: 4 * (small + large) };
  },
});
