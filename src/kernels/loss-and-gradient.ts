import shader from "../../shaders/loss-and-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** The loss of each sample and the gradient of the batch's mean loss, in one pass. */
export const lossAndGradient = kernel({
  name: "loss-and-gradient",
  twin: "loss-and-gradient",
  wgsl: [grid, ...loss, shader],
  bindings: { y: read, t: read, loss: readWrite, dy: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: { MEAN_SQUARED: "bool", FROM_LOGITS: "bool" },
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }, { MEAN_SQUARED, FROM_LOGITS }) => {
    const crossentropy = FROM_LOGITS ? LOSS_FLOPS.bceFromLogits : LOSS_FLOPS.bceFromProbabilities;
    return {
      flops: rows * size * ((MEAN_SQUARED ? LOSS_FLOPS.mse : crossentropy) + LOSS_FLOPS.gradient),
      bytes: 4 * (3 * rows * size + rows),
    };
  },
});
