import shader from "../../shaders/sum-parts.wgsl?kernel";
import { ACTIVATION_FLOPS } from "./activation.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** z = activate(Σ parts + b) */
export const sumParts = kernel<"rows" | "units" | "parts", "HAS_BIAS" | "ACTIVATION">(shader, {
  twin: "sum-parts",
  workgroups: ({ rows, units }) => workgroupsFor(rows * units),
  cost: ({ parts, rows, units }, { HAS_BIAS, ACTIVATION }) => ({
    flops: rows * units * (parts - 1 + HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0)),
    bytes: 4 * ((parts + 1) * rows * units + units * HAS_BIAS),
  }),
});
