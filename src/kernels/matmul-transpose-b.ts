import shader from "../../shaders/matmul-transpose-b.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { matmulCost } from "./product.js";

/** z = x · wᵀ: the gradient of a dense layer's input. */
export const matmulTransposeB = kernel({
  name: "matmul-transpose-b",
  twin: "matmul",
  wgsl: [grid, shader],
  bindings: { x: read, w: read, z: readWrite },
  params: { m: "u32", k: "u32", n: "u32" },
  constants: {},
  step: false,
  workgroups: ({ m, n }) => workgroupsFor(m * n),
  cost: matmulCost,
});
