import shader from "../../shaders/up-sampling2d-quads.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { upSampling2d, upSamplingSizes } from "./up-sampling2d.js";

/** `up-sampling2d` where the channels come in fours. */
export const upSampling2dQuads = kernel({
  ...upSampling2d,
  name: "up-sampling2d-quads",
  wgsl: [grid, shader],
  constants: { TWO_BY_TWO: "bool" },
  workgroups: (params) => workgroupsFor(upSamplingSizes(params).small / 4),
});
