import shader from "../../shaders/activity-penalty.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Keras's activity regulariser, added to each sample's loss. */
export const activityPenalty = kernel({
  name: "activity-penalty",
  twin: "activity-penalty",
  wgsl: [grid, shader],
  bindings: { y: read, loss: readWrite },
  params: { rows: "u32", size: "u32", l1: "f32", l2: "f32" },
  constants: {},
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }) => ({ flops: rows * (6 * size + 1), bytes: 4 * (rows * size + 2 * rows) }),
});
