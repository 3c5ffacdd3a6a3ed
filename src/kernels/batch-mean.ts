import shader from "../../shaders/batch-mean.wgsl?kernel";
import { kernel } from "./kernel.js";

/** The batch's loss into the step's slot. */
export const batchMean = kernel<"rows">(shader, {
  twin: "batch-mean",
  workgroups: () => 1,
  cost: ({ rows }) => ({ flops: rows, bytes: 4 * rows + 4 }),
});
