import shader from "../../shaders/bce-loss.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";
import { LOSS_FLOPS } from "./loss.js";

/** Binary cross-entropy of each sample, as Keras reports it. */
export const bceLoss = kernel<"rows" | "size", "FROM_LOGITS">(shader, {
  twin: "bce-loss",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { FROM_LOGITS }) => ({
    flops: rows * size * (FROM_LOGITS ? LOSS_FLOPS.bceFromLogits : LOSS_FLOPS.bceFromProbabilities),
    bytes: 4 * (2 * rows * size + rows),
  }),
});
