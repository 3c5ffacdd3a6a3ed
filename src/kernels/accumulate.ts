import shader from "../../shaders/accumulate.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** y ← y + x, where two gradients of one value meet. */
export const accumulate = kernel<"count">(shader, {
  twin: "accumulate",
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: count, bytes: 12 * count }),
});
