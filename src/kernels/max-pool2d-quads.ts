import shader from "../../shaders/max-pool2d-quads.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { maxPool2d } from "./max-pool2d.js";
import { poolingSizes } from "./pooling.js";

/** `max-pool2d` where the channels come in fours. */
export const maxPool2dQuads = kernel(shader, {
  ...maxPool2d,
  workgroups: (params) => workgroupsFor(poolingSizes(params).y / 4),
});
