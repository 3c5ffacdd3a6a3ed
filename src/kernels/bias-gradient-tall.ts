import shader from "../../shaders/bias-gradient-tall.wgsl?raw";
import { ROWS } from "./cuts.js";
import { kernel, read, readWrite } from "./kernel.js";
import { LANE_SIZES, lanes, workgroupsForSums } from "./lanes.js";

/** db = Σ over rows of dz, a part of the rows each */
export const biasGradientTall = kernel({
  name: "bias-gradient-tall",
  twin: "bias-gradient",
  wgsl: [...lanes, shader],
  bindings: { dz: read, db: readWrite },
  params: { rows: "u32", units: "u32" },
  constants: {},
  sizes: LANE_SIZES,
  step: false,
  workgroups: ({ rows, units }, constants) => workgroupsForSums(Math.ceil(rows / ROWS) * units, constants),
  cost: ({ rows, units }) => ({ flops: rows * units, bytes: 4 * (rows + Math.ceil(rows / ROWS)) * units }),
});
