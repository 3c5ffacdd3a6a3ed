import shader from "../../shaders/rmsprop.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** The RMSprop update of the whole weight arena. */
export const rmsprop = kernel<"count">(shader, {
  twin: "rmsprop",
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 9 * count, bytes: 20 * count }),
});
