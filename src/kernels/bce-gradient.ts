import shader from "../../shaders/bce-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { LOSS_FLOPS, loss } from "./loss.js";

/** Gradient of the mean binary cross-entropy, from logits or from probabilities. */
export const bceGradient = kernel({
  name: "bce-gradient",
  twin: "bce-gradient",
  wgsl: [grid, ...loss, shader],
  bindings: { y: read, t: read, dy: readWrite },
  params: { count: "u32" },
  constants: { FROM_LOGITS: "bool" },
  step: false,
  workgroups: ({ count }) => workgroupsFor(count),
  cost: ({ count }) => ({ flops: LOSS_FLOPS.gradient * count, bytes: 12 * count }),
});
