import shader from "../../shaders/activity-penalty-gradient.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** Gradient of the activity regulariser, added to that of the layer's output. */
export const activityPenaltyGradient = kernel<"count">(shader, {
  twin: "activity-penalty-gradient",
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: 7 * count, bytes: 12 * count }),
});
