import shader from "../../shaders/weigh.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** Rows times a weight each: losses and gradients of samples that count differently. */
export const weigh = kernel<"rows" | "size">(shader, {
  twin: "weigh",
  workgroups: ({ rows, size }) => workgroupsFor(rows * size),
  cost: ({ rows, size }) => ({ flops: rows * size, bytes: 4 * (rows + 2 * rows * size) }),
});
