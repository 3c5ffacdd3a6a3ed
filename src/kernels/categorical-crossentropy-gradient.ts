import shader from "../../shaders/categorical-crossentropy-gradient.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** Gradient of the batch's mean categorical cross-entropy by the logits. */
export const categoricalCrossentropyGradient = kernel<"rows" | "size">(shader, {
  twin: "categorical-crossentropy-gradient",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 9 * rows * size, bytes: 12 * rows * size }),
});
