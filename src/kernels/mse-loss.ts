import shader from "../../shaders/mse-loss.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Squared error of each sample. */
export const mseLoss = kernel({
  name: "mse-loss",
  twin: "mse-loss",
  wgsl: [grid, ...loss, shader],
  bindings: { y: read, t: read, loss: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }) => ({ flops: LOSS_FLOPS.mse * rows * size, bytes: 4 * (2 * rows * size + rows) }),
});
