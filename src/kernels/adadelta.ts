import shader from "../../shaders/adadelta.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** The Adadelta update of the whole weight arena. */
export const adadelta = kernel<"count">(shader, {
  twin: "adadelta",
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }) => ({ flops: 16 * count, bytes: 28 * count }),
});
