import shader from "../../shaders/weigh.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Rows times a weight each: losses and gradients of samples that count differently. */
export const weigh = kernel({
  name: "weigh",
  twin: "weigh",
  wgsl: [grid, shader],
  bindings: { w: read, y: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: false,
  workgroups: ({ rows, size }) => workgroupsFor(rows * size),
  cost: ({ rows, size }) => ({ flops: rows * size, bytes: 4 * (rows + 2 * rows * size) }),
});
