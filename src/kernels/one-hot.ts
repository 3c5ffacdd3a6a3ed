import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/one-hot.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, readU32, readWrite } from "./kernel.js";

/** The labels of a batch, by the order of the epoch, one-hot. */
export const oneHot = kernel({
  name: "one-hot",
  twin: "one-hot",
  wgsl: [grid, step, shader],
  bindings: { labels: readU32, order: readU32, t: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: true,
  workgroups: ({ rows, size }) => workgroupsFor(rows * size),
  cost: ({ rows, size }) => ({ flops: 0, bytes: 4 * (2 * rows + rows * size) }),
});
