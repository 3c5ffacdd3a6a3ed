import shader from "../../shaders/categorical-crossentropy-loss.wgsl?raw";
import activation from "../../shaders/lib/activation.wgsl?raw";
import finite from "../../shaders/lib/finite.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Categorical cross-entropy of each sample, from logits. */
export const categoricalCrossentropyLoss = kernel({
  name: "categorical-crossentropy-loss",
  twin: "categorical-crossentropy-loss",
  wgsl: [grid, activation, finite, shader],
  bindings: { y: read, t: read, loss: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }) => ({ flops: 8 * rows * size, bytes: 4 * (2 * rows * size + rows) }),
});
