import shader from "../../shaders/up-sampling2d-quads.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { upSampling2d, upSamplingSizes } from "./up-sampling2d.js";

/** `up-sampling2d` where the channels come in fours. */
export const upSampling2dQuads = kernel(shader, {
  ...upSampling2d,
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).small / 4),
});
