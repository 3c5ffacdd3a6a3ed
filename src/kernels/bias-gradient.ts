import shader from "../../shaders/bias-gradient.wgsl?kernel";
import { kernel } from "./kernel.js";
import { workgroupsForSums } from "./lanes.js";

/** db = Σ over rows of dz */
export const biasGradient = kernel<"units" | "rows">(shader, {
  twin: "bias-gradient",
  workgroups: ({ units }, constants) => workgroupsForSums(units, constants),
  cost: ({ rows, units }) => ({ flops: rows * units, bytes: 4 * (rows * units + units) }),
});
