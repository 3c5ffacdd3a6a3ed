import shader from "../../shaders/accumulate.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** y ← y + x, where two gradients of one value meet. */
export const accumulate = kernel({
  name: "accumulate",
  twin: "accumulate",
  wgsl: [grid, shader],
  bindings: { x: read, y: readWrite },
  params: { count: "u32" },
  constants: {},
  step: false,
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: count, bytes: 12 * count }),
});
