import shader from "../../shaders/loss-and-gradient.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";
import { LOSS_FLOPS } from "./loss.js";

/** The loss of each sample and the gradient of the batch's mean loss, in one pass. */
export const lossAndGradient = kernel<"rows" | "size", "MEAN_SQUARED" | "FROM_LOGITS">(shader, {
  twin: "loss-and-gradient",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { MEAN_SQUARED, FROM_LOGITS }) => {
    const crossentropy = FROM_LOGITS ? LOSS_FLOPS.bceFromLogits : LOSS_FLOPS.bceFromProbabilities;
    return {
      flops: rows * size * ((MEAN_SQUARED ? LOSS_FLOPS.mse : crossentropy) + LOSS_FLOPS.gradient),
      bytes: 4 * (3 * rows * size + rows),
    };
  },
});
