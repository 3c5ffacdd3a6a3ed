import shader from "../../shaders/categorical-crossentropy-gradient.wgsl?raw";
import largest from "../../shaders/lib/row-largest.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, lanes, workgroupsForSums } from "./lanes.js";

/** Gradient of the batch's mean categorical cross-entropy by the logits. */
export const categoricalCrossentropyGradient = kernel({
  name: "categorical-crossentropy-gradient",
  twin: "categorical-crossentropy-gradient",
  wgsl: [...lanes, largest, shader],
  bindings: { y: read, t: read, dy: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 9 * rows * size, bytes: 12 * rows * size }),
});
