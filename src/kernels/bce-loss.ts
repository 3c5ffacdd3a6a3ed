import shader from "../../shaders/bce-loss.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, rowSum, workgroupsForSums } from "./lanes.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Binary cross-entropy of each sample, as Keras reports it. */
export const bceLoss = kernel({
  name: "bce-loss",
  twin: "bce-loss",
  wgsl: [...rowSum, ...loss, shader],
  bindings: { y: read, t: read, loss: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: { FROM_LOGITS: "bool" },
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }, { FROM_LOGITS }) => ({
    flops: rows * size * (FROM_LOGITS ? LOSS_FLOPS.bceFromLogits : LOSS_FLOPS.bceFromProbabilities),
    bytes: 4 * (2 * rows * size + rows),
  }),
});
