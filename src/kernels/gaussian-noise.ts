import shader from "../../shaders/gaussian-noise.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { QUAD, RANDOM_FLOPS, random } from "./random.js";

/** y = x + stddev · ε, clipped or not. */
export const gaussianNoise = kernel({
  name: "gaussian-noise",
  twin: "gaussian-noise",
  wgsl: [grid, step, ...random, shader],
  bindings: { x: read, y: readWrite },
  params: { count: "u32", stddev: "f32", low: "f32", high: "f32", seed: "u32", stream: "u32" },
  constants: { CLIP: "bool" },
  step: true,
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }, { CLIP }) => ({ flops: (RANDOM_FLOPS.normal + 2 + 2 * CLIP) * count, bytes: 8 * count }),
});
