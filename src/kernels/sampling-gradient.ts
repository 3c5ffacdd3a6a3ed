import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/sampling-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { KL_FLOPS, kl } from "./kl.js";
import { QUAD, RANDOM_FLOPS, random } from "./random.js";

/** Gradient of the sampling layer and of its KL divergence. */
export const samplingGradient = kernel({
  name: "sampling-gradient",
  twin: "sampling-gradient",
  wgsl: [grid, step, ...random, ...kl, shader],
  bindings: { mean: read, log_var: read, dz: read, dmean: readWrite, dlog_var: readWrite },
  params: { count: "u32", kl_scale: "f32", seed: "u32", stream: "u32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }) => ({ flops: (RANDOM_FLOPS.normal + KL_FLOPS.slope + 9) * count, bytes: 20 * count }),
});
