import shader from "../../shaders/activity-penalty-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Gradient of the activity regulariser, added to that of the layer's output. */
export const activityPenaltyGradient = kernel({
  name: "activity-penalty-gradient",
  twin: "activity-penalty-gradient",
  wgsl: [grid, shader],
  bindings: { y: read, dy: readWrite },
  params: { count: "u32", rows: "u32", l1: "f32", l2: "f32" },
  constants: {},
  step: false,
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: 7 * count, bytes: 12 * count }),
});
