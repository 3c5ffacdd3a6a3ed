import shader from "../../shaders/softmax-gradient.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, lanes, workgroupsForSums } from "./lanes.js";

/** dz = y · (dy − Σ dy · y) in each row, y being softmax's result. */
export const softmaxGradient = kernel({
  name: "softmax-gradient",
  twin: "softmax-gradient",
  wgsl: [...lanes, shader],
  bindings: { y: read, dy: read, dz: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 4 * rows * size, bytes: 12 * rows * size }),
});
