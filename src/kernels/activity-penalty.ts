import shader from "../../shaders/activity-penalty.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, rowSum, workgroupsForSums } from "./lanes.js";

/** Keras's activity regulariser, added to each sample's loss. */
export const activityPenalty = kernel({
  name: "activity-penalty",
  twin: "activity-penalty",
  wgsl: [...rowSum, shader],
  bindings: { y: read, loss: readWrite },
  params: { rows: "u32", size: "u32", l1: "f32", l2: "f32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: rows * (6 * size + 1), bytes: 4 * (rows * size + 2 * rows) }),
});
