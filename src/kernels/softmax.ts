import finite from "../../shaders/lib/finite.wgsl?raw";
import largest from "../../shaders/lib/row-largest.wgsl?raw";
import shader from "../../shaders/softmax.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, lanes, workgroupsForSums } from "./lanes.js";

/** Softmax of each row. */
export const softmax = kernel({
  name: "softmax",
  twin: "softmax",
  wgsl: [...lanes, largest, finite, shader],
  bindings: { z: read, y: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 5 * rows * size, bytes: 8 * rows * size }),
});
