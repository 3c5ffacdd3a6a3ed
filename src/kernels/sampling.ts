import shader from "../../shaders/sampling.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { QUAD, RANDOM_FLOPS } from "./random.js";

/** z = mean + exp(log_var / 2) · ε */
export const sampling = kernel<"count">(shader, {
  twin: "sampling",
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }) => ({ flops: (RANDOM_FLOPS.normal + 4) * count, bytes: 12 * count }),
});
