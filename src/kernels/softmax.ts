import shader from "../../shaders/softmax.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** Softmax of each row. */
export const softmax = kernel<"rows" | "size">(shader, {
  twin: "softmax",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 5 * rows * size, bytes: 8 * rows * size }),
});
