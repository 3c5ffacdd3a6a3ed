import shader from "../../shaders/kl-loss.wgsl?kernel";
import { kernel } from "./kernel.js";
import { KL_FLOPS } from "./kl.js";
import { workgroupsForSums } from "./lanes.js";

/** KL divergence of each sample's normal distribution from the standard one, added to its loss. */
export const klLoss = kernel<"rows" | "size">(shader, {
  twin: "kl-loss",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({
    flops: rows * (size * (KL_FLOPS.divergence + 1) + 2),
    bytes: 4 * (2 * rows * size + 2 * rows),
  }),
});
