import shader from "../../shaders/softmax-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** dz = y · (dy − Σ dy · y) in each row, y being softmax's result. */
export const softmaxGradient = kernel({
  name: "softmax-gradient",
  twin: "softmax-gradient",
  wgsl: [grid, shader],
  bindings: { y: read, dy: read, dz: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }) => ({ flops: 4 * rows * size, bytes: 12 * rows * size }),
});
