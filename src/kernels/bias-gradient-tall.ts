import shader from "../../shaders/bias-gradient-tall.wgsl?kernel";
import { ROWS } from "./cuts.js";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** db = Σ over rows of dz, a part of the rows each */
export const biasGradientTall = kernel<"rows" | "units">(shader, {
  twin: "bias-gradient",
  workgroups: ({ rows, units }, constants) => workgroupsForSums(Math.ceil(rows / ROWS) * units, constants),
  cost: ({ rows, units }) => ({ flops: rows * units, bytes: 4 * (rows + Math.ceil(rows / ROWS)) * units }),
});
