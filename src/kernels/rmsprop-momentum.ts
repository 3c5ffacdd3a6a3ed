import shader from "../../shaders/rmsprop-momentum.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** The RMSprop update with momentum of the whole weight arena. */
export const rmspropMomentum = kernel<"count">(shader, {
  twin: "rmsprop",
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 11 * count, bytes: 28 * count }),
});
