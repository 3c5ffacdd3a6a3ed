import shader from "../../shaders/dropout.wgsl?raw";
import step from "../../shaders/lib/step.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { QUAD, RANDOM_FLOPS, random } from "./random.js";

/** y = x / (1 − rate) with probability 1 − rate, else 0; on dy its own gradient. */
export const dropout = kernel({
  name: "dropout",
  twin: "dropout",
  wgsl: [grid, step, ...random, shader],
  bindings: { x: read, y: readWrite },
  params: { count: "u32", rate: "f32", scale: "f32", seed: "u32", stream: "u32" },
  constants: {},
  step: true,
  workgroups: ({ count }) => workgroupsFor(Math.ceil(count / QUAD)),
  cost: ({ count }) => ({ flops: (RANDOM_FLOPS.uniform + 2) * count, bytes: 8 * count }),
});
