import shader from "../../shaders/one-hot.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** The labels of a batch, by the order of the epoch, one-hot. */
export const oneHot = kernel<"rows" | "size">(shader, {
  twin: "one-hot",
  workgroups: ({ rows, size }) => workgroupsFor(rows * size),
  cost: ({ rows, size }) => ({ flops: 0, bytes: 4 * (2 * rows + rows * size) }),
});
