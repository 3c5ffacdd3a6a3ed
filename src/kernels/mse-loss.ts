import shader from "../../shaders/mse-loss.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, rowSum, workgroupsForSums } from "./lanes.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Squared error of each sample. */
export const mseLoss = kernel({
  name: "mse-loss",
  twin: "mse-loss",
  wgsl: [...rowSum, ...loss, shader],
  bindings: { y: read, t: read, loss: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: LOSS_FLOPS.mse * rows * size, bytes: 4 * (2 * rows * size + rows) }),
});
