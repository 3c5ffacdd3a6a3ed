import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/mask-weights.wgsl?raw";
import { kernel, readU32, readWrite } from "./kernel.js";
import { LANE_SIZES, lanes, workgroupsForSums } from "./lanes.js";

/** What the values of a batch count where some are missing: 0 those, the others as much more. */
export const maskWeights = kernel({
  name: "mask-weights",
  twin: "mask-weights",
  wgsl: [...lanes, step, shader],
  bindings: { mask: readU32, order: readU32, m: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: true,
  workgroups: ({ rows }, constants) => workgroupsForSums(rows, constants),
  cost: ({ rows, size }) => ({ flops: rows, bytes: 5 * rows * size + 4 * rows }),
});
