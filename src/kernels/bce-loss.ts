import shader from "../../shaders/bce-loss.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Binary cross-entropy of each sample, as Keras reports it. */
export const bceLoss = kernel({
  name: "bce-loss",
  twin: "bce-loss",
  wgsl: [grid, ...loss, shader],
  bindings: { y: read, t: read, loss: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: { FROM_LOGITS: "bool" },
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }, { FROM_LOGITS }) => ({
    flops: rows * size * (FROM_LOGITS ? LOSS_FLOPS.bceFromLogits : LOSS_FLOPS.bceFromProbabilities),
    bytes: 4 * (2 * rows * size + rows),
  }),
});
