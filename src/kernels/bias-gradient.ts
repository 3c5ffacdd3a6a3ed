import shader from "../../shaders/bias-gradient.wgsl?raw";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, lanes, workgroupsForSums } from "./lanes.js";

/** db = Σ over rows of dz */
export const biasGradient = kernel({
  name: "bias-gradient",
  twin: "bias-gradient",
  wgsl: [...lanes, shader],
  bindings: { dz: read, db: readWrite },
  params: { rows: "u32", units: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ units }, constants) => workgroupsForSums(units, constants),
  cost: ({ rows, units }) => ({ flops: rows * units, bytes: 4 * (rows * units + units) }),
});
