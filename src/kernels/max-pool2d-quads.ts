import shader from "../../shaders/max-pool2d-quads.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { maxPool2d } from "./max-pool2d.js";
import { pooling, poolingSizes } from "./pooling.js";

/** `max-pool2d` where the channels come in fours. */
export const maxPool2dQuads = kernel({
  ...maxPool2d,
  name: "max-pool2d-quads",
  wgsl: [grid, pooling, shader],
  constants: { TWO_BY_TWO: "bool" },
  workgroups: (params) => workgroupsFor(poolingSizes(params).y / 4),
});
