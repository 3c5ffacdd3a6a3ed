import shader from "../../shaders/max-pool2d-gradient-quads.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { maxPool2dGradient } from "./max-pool2d-gradient.js";
import type { Pooling } from "./pooling.js";

/** Windows that cover all of x, those without a y as well. */
function windowsOf({ rows, in_height, in_width, pool_y, pool_x, pad_top, pad_left }: Pooling): number {
  return rows * Math.ceil((in_height + pad_top) / pool_y) * Math.ceil((in_width + pad_left) / pool_x);
}

/** `max-pool2d-gradient` of windows side by side, channels in fours, then through the activation that made x. */
export const maxPool2dGradientQuads = kernel(shader, {
  ...maxPool2dGradient,
  workgroups: (params) => workgroupsFor((windowsOf(params) * params.channels) / 4),
});
