import shader from "../../shaders/sgd.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** Gradient descent over the whole weight arena. */
export const sgd = kernel<"count">(shader, {
  twin: "sgd",
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 2 * count, bytes: 12 * count }),
});
