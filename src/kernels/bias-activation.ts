import shader from "../../shaders/bias-activation.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import { ACTIVATION_FLOPS } from "./activation.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** y = activate(z + b) */
export const biasActivation = kernel({
  name: "bias-activation",
  twin: "bias-activation",
  wgsl: [grid, activation, shader],
  bindings: { z: read, b: read, y: readWrite },
  params: { rows: "u32", units: "u32" },
  constants: { HAS_BIAS: "bool", ACTIVATION: "u32" },
  step: false,
  workgroups: ({ rows, units }) => workgroupsFor(rows * units),
  cost: ({ rows, units }, { HAS_BIAS, ACTIVATION }) => ({
    flops: rows * units * (HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0)),
    bytes: 4 * (2 * rows * units + units * HAS_BIAS),
  }),
});
