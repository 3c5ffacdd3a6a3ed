import shader from "../../shaders/gaussian-noise-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** dx = dy where clipped noise was not clipped. */
export const gaussianNoiseGradient = kernel<"count">(shader, {
  twin: "gaussian-noise-gradient",
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: 2 * count, bytes: 12 * count }),
});
