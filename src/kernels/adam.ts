import shader from "../../shaders/adam.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** The Adam update of the whole weight arena. */
export const adam = kernel<"count">(shader, {
  twin: "adam",
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 12 * count, bytes: 28 * count }),
});
