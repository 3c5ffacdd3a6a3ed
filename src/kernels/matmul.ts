import shader from "../../shaders/matmul.wgsl?kernel";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";
import { matmulCost } from "./product.js";

/** z = x · w */
export const matmul = kernel(shader, {
  twin: "matmul",
  workgroups: ({ m, n }) => workgroupsFor(m * n),
  cost: matmulCost,
});
