import shader from "../../shaders/gaussian-noise.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { QUAD, RANDOM_FLOPS } from "./random.js";

/** y = x + stddev · ε, clipped or not. */
export const gaussianNoise = kernel<"count", "CLIP">(shader, {
  twin: "gaussian-noise",
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }, { CLIP }) => ({ flops: (RANDOM_FLOPS.normal + 2 + 2 * CLIP) * count, bytes: 8 * count }),
});
