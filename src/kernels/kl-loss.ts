import shader from "../../shaders/kl-loss.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { KL_FLOPS, kl } from "./kl.js";
import { LANE_SIZES, rowSum, workgroupsForSums } from "./lanes.js";

/** KL divergence of each sample's normal distribution from the standard one, added to its loss. */
export const klLoss = kernel({
  name: "kl-loss",
  twin: "kl-loss",
  wgsl: [...rowSum, ...kl, shader],
  bindings: { mean: read, log_var: read, loss: readWrite },
  params: { rows: "u32", size: "u32", weight: "f32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({
    flops: rows * (size * (KL_FLOPS.divergence + 1) + 2),
    bytes: 4 * (2 * rows * size + 2 * rows),
  }),
});
