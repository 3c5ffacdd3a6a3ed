import shader from "../../shaders/softmax-gradient.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** dz = y · (dy − Σ dy · y) in each row, y being softmax's result. */
export const softmaxGradient = kernel<"rows" | "size">(shader, {
  twin: "softmax-gradient",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 4 * rows * size, bytes: 12 * rows * size }),
});
