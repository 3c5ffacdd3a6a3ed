import shader from "../../shaders/categorical-crossentropy-gradient.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";

/** Gradient of the batch's mean categorical cross-entropy by the logits. */
export const categoricalCrossentropyGradient = kernel({
  name: "categorical-crossentropy-gradient",
  twin: "categorical-crossentropy-gradient",
  wgsl: [grid, shader],
  bindings: { y: read, t: read, dy: readWrite },
  params: { rows: "u32", size: "u32" },
  constants: {},
  step: false,
  workgroups: ({ rows }) => workgroupsFor(rows),
  cost: ({ rows, size }) => ({ flops: 9 * rows * size, bytes: 12 * rows * size }),
});
