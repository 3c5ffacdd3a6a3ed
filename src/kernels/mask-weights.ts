import shader from "../../shaders/mask-weights.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** What the values of a batch count where some are missing: 0 those, the others as much more. */
export const maskWeights = kernel<"rows" | "size">(shader, {
  twin: "mask-weights",
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: rows, bytes: 5 * rows * size + 4 * rows }),
});
