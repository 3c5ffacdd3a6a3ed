import shader from "../../shaders/loss-and-gradient.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, rowSum, workgroupsForSums } from "./lanes.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** The loss of each sample and the gradient of the batch's mean loss, in one pass. */
export const lossAndGradient = kernel({
  name: "loss-and-gradient",
  twin: "loss-and-gradient",
  wgsl: [...rowSum, ...loss, shader],
  bindings: { y: read, t: read, loss: readWrite, dy: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: { MEAN_SQUARED: "bool", FROM_LOGITS: "bool" },
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { MEAN_SQUARED, FROM_LOGITS }) => {
    const crossentropy = FROM_LOGITS ? LOSS_FLOPS.bceFromLogits : LOSS_FLOPS.bceFromProbabilities;
    return {
      flops: rows * size * ((MEAN_SQUARED ? LOSS_FLOPS.mse : crossentropy) + LOSS_FLOPS.gradient),
      bytes: 4 * (3 * rows * size + rows),
    };
  },
});
