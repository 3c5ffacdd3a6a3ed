import shader from "../../shaders/bias-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** db = Σ over rows of dz */
export const biasGradient = kernel({
  name: "bias-gradient",
  twin: "bias-gradient",
  wgsl: [grid, shader],
  bindings: { dz: read, db: readWrite },
  params: { rows: "u32", units: "u32" },
  constants: {},
  step: false,
  workgroups: ({ units }) => workgroupsFor(units),
  cost: ({ rows, units }) => ({ flops: rows * units, bytes: 4 * (rows * units + units) }),
});
