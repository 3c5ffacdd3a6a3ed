import shader from "../../shaders/matmul-transpose-b.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { matmulCost } from "./product.js";

/** z = x · wᵀ: the gradient of a dense layer's input. */
export const matmulTransposeB = kernel(shader, {
  twin: "matmul",
  workgroups: ({ m, n }) => workgroupsFor(m * n),
  cost: matmulCost,
});
