import shader from "../../shaders/categorical-crossentropy-loss.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import finite from "../../shaders/lib/finite.wgsl?raw";
import largest from "../../shaders/lib/row-largest.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, lanes, workgroupsForSums } from "./lanes.js";

/** Categorical cross-entropy of each sample, from logits. */
export const categoricalCrossentropyLoss = kernel({
  name: "categorical-crossentropy-loss",
  twin: "categorical-crossentropy-loss",
  wgsl: [...lanes, largest, activation, finite, shader],
  bindings: { y: read, t: read, loss: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: 8 * rows * size, bytes: 4 * (2 * rows * size + rows) }),
});
