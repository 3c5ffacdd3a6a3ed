import shader from "../../shaders/matmul-transpose-a.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { matmulCost } from "./product.js";

/** z = xᵀ · w: the gradient of a dense kernel. */
export const matmulTransposeA = kernel({
  name: "matmul-transpose-a",
  twin: "matmul",
  wgsl: [grid, shader],
  bindings: { x: read, w: read, z: readWrite },
  params: { m: "u32", k: "u32", n: "u32" },
  constants: {},
  step: false,
  workgroups: ({ m, n }) => workgroupsFor(m * n),
  cost: matmulCost,
});
