import shader from "../../shaders/categorical-crossentropy-loss.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** Categorical cross-entropy of each sample, from logits. */
export const categoricalCrossentropyLoss = kernel<"rows" | "size">(shader, {
  twin: "categorical-crossentropy-loss",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 8 * rows * size, bytes: 4 * (2 * rows * size + rows) }),
});
