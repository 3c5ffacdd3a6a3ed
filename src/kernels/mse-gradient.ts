import shader from "../../shaders/mse-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { LOSS_FLOPS } from "./loss.js";

/** Gradient of the mean squared error. */
export const mseGradient = kernel<"count">(shader, {
  twin: "mse-gradient",
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: LOSS_FLOPS.gradient * count, bytes: 12 * count }),
});
