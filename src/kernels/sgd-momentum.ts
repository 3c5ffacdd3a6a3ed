import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/sgd-momentum.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Gradient descent with momentum, Nesterov's or not, over the whole weight arena. */
export const sgdMomentum = kernel({
  name: "sgd-momentum",
  twin: "sgd",
  wgsl: [grid, step, shader],
  bindings: { g: read, velocity: readWrite, w: readWrite },
  params: { count: "u32", momentum: "f32" },
  constants: { NESTEROV: "bool" },
  step: true,
  workgroups: ({ count }) => workgroupsFor(count / 4),
  cost: ({ count }, { NESTEROV }) => ({ flops: (4 + 2 * NESTEROV) * count, bytes: 20 * count }),
});
