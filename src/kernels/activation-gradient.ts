import shader from "../../shaders/activation-gradient.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** dz = dy · activate′ */
export const activationGradient = kernel({
  name: "activation-gradient",
  twin: "activation-gradient",
  wgsl: [grid, activation, shader],
  bindings: { y: read, dy: read, dz: readWrite },
  params: { count: "u32" },
  constants: { ACTIVATION: "u32" },
  step: false,
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: 3 * count, bytes: 12 * count }),
});
