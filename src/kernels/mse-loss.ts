import shader from "../../shaders/mse-loss.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";
import { LOSS_FLOPS } from "./loss.js";

/** Squared error of each sample. */
export const mseLoss = kernel<"rows" | "size">(shader, {
  twin: "mse-loss",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: LOSS_FLOPS.mse * rows * size, bytes: 4 * (2 * rows * size + rows) }),
});
