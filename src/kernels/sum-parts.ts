import activation from "../../shaders/lib/activation.wgsl?raw";
import shader from "../../shaders/sum-parts.wgsl?raw";
import { ACTIVATION_FLOPS } from "./activation.js";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** z = activate(Σ parts + b) */
export const sumParts = kernel({
  name: "sum-parts",
  twin: "sum-parts",
  wgsl: [grid, activation, shader],
  bindings: { x: read, b: read, z: readWrite },
  params: { parts: "u32", rows: "u32", units: "u32" },
  constants: { HAS_BIAS: "bool", ACTIVATION: "u32" },
  step: false,
  workgroups: ({ rows, units }) => workgroupsFor(rows * units),
  cost: ({ parts, rows, units }, { HAS_BIAS, ACTIVATION }) => ({
    flops: rows * units * (parts - 1 + HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0)),
    bytes: 4 * ((parts + 1) * rows * units + units * HAS_BIAS),
  }),
});
