import shader from "../../shaders/sampling-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { KL_FLOPS } from "./kl.js";
import { QUAD, RANDOM_FLOPS } from "./random.js";

/** Gradient of the sampling layer and of its KL divergence. */
export const samplingGradient = kernel<"count">(shader, {
  twin: "sampling-gradient",
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }) => ({ flops: (RANDOM_FLOPS.normal + KL_FLOPS.slope + 9) * count, bytes: 20 * count }),
});
