import shader from "../../shaders/activity-penalty.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** Keras's activity regulariser, added to each sample's loss. */
export const activityPenalty = kernel<"rows" | "size">(shader, {
  twin: "activity-penalty",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: rows * (6 * size + 1), bytes: 4 * (rows * size + 2 * rows) }),
});
