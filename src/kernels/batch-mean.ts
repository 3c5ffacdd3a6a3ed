import shader from "../../shaders/batch-mean.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** The batch's loss into the step's slot. */
export const batchMean = kernel({
  name: "batch-mean",
  twin: "batch-mean",
  wgsl: [grid, step, shader],
  bindings: { loss: read, losses: readWrite },
  params: { rows: "u32" },
  constants: {},
  sizes: ["WORKGROUP"],
  step: true,
  workgroups: () => 1,
  cost: ({ rows }) => ({ flops: rows, bytes: 4 * rows + 4 }),
});
