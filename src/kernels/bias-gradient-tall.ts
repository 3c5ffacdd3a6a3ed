import shader from "../../shaders/bias-gradient-tall.wgsl?raw";
import { ROWS } from "./cuts.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** db = Σ over rows of dz, a part of the rows each */
export const biasGradientTall = kernel({
  name: "bias-gradient-tall",
  twin: "bias-gradient",
  wgsl: [grid, shader],
  bindings: { dz: read, db: readWrite },
  params: { rows: "u32", units: "u32" },
  constants: {},
  step: false,
  workgroups: ({ rows, units }) => workgroupsFor(Math.ceil(rows / ROWS) * units),
  cost: ({ rows, units }) => ({ flops: rows * units, bytes: 4 * (rows + Math.ceil(rows / ROWS)) * units }),
});
