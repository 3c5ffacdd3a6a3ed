import finite from "../../shaders/lib/finite.wgsl?raw";
import shader from "../../shaders/softmax.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Softmax of each row. */
export const softmax = kernel({
  name: "softmax",
  twin: "softmax",
  wgsl: [grid, finite, shader],
  bindings: { z: read, y: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }) => ({ flops: 5 * rows * size, bytes: 8 * rows * size }),
});
