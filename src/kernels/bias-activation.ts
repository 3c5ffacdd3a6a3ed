import shader from "../../shaders/bias-activation.wgsl?kernel";
import { ACTIVATION_FLOPS } from "./activation.js";
import { workgroupsFor } from "./grid.js";
import { kernel } from "./kernel.js";

/** y = activate(z + b) */
export const biasActivation = kernel<"rows" | "units", "HAS_BIAS" | "ACTIVATION">(shader, {
  twin: "bias-activation",
  workgroups: ({ rows, units }) => workgroupsFor(rows * units),
  cost: ({ rows, units }, { HAS_BIAS, ACTIVATION }) => ({
    flops: rows * units * (HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0)),
    bytes: 4 * (2 * rows * units + units * HAS_BIAS),
  }),
});
