import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/sampling.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { QUAD, RANDOM_FLOPS, random } from "./random.js";

/** z = mean + exp(log_var / 2) · ε */
export const sampling = kernel({
  name: "sampling",
  twin: "sampling",
  wgsl: [grid, step, ...random, shader],
  bindings: { mean: read, log_var: read, z: readWrite },
  params: { count: "u32", seed: "u32", stream: "u32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }) => ({ flops: (RANDOM_FLOPS.normal + 4) * count, bytes: 12 * count }),
});
