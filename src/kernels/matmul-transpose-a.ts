import shader from "../../shaders/matmul-transpose-a.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { matmulCost } from "./product.js";

/** z = xᵀ · w: the gradient of a dense kernel. */
export const matmulTransposeA = kernel(shader, {
  twin: "matmul",
  workgroups: ({ m, n }) => workgroupsFor(m * n),
  cost: matmulCost,
});
