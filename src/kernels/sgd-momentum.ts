import shader from "../../shaders/sgd-momentum.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** Gradient descent with momentum, Nesterov's or not, over the whole weight arena. */
export const sgdMomentum = kernel<"count", "NESTEROV">(shader, {
  twin: "sgd",
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }, { NESTEROV }) => ({ flops: (4 + 2 * NESTEROV) * count, bytes: 20 * count }),
});
