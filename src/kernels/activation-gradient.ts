import shader from "../../shaders/activation-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** dz = dy · activate′ */
export const activationGradient = kernel<"count">(shader, {
  twin: "activation-gradient",
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: 3 * count, bytes: 12 * count }),
});
