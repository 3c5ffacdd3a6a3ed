import shader from "../../shaders/bce-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { LOSS_FLOPS } from "./loss.js";

/** Gradient of the mean binary cross-entropy, from logits or from probabilities. */
export const bceGradient = kernel<"count">(shader, {
  twin: "bce-gradient",
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: LOSS_FLOPS.gradient * count, bytes: 12 * count }),
});
