import step from "../../shaders/lib/step.wgsl?raw";
import shader from "../../shaders/mask-weights.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, readU32, readWrite } from "./kernel.js";

/** What the values of a batch count where some are missing: 0 those, the others as much more. */
export const maskWeights = kernel({
  name: "mask-weights",
  twin: "mask-weights",
  wgsl: [grid, step, shader],
  bindings: { mask: readU32, order: readU32, m: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: true,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }) => ({ flops: rows, bytes: 5 * rows * size + 4 * rows }),
});
