import shader from "../../shaders/clip-norm-parts.wgsl?raw";
import sum from "../../shaders/lib/workgroup-sum.wgsl?raw";
import { valuesIn } from "./clip-norm-squares.js";
import { grid } from "./grid.js";
import { kernel, read, readU32, readWrite } from "./kernel.js";

/** Each tensor's gradient, scaled to a norm of at most `norm` by many workgroups. */
export const clipNormParts = kernel({
  name: "clip-norm-parts",
  twin: "clip-norm-parts",
  wgsl: [grid, sum, shader],
  bindings: { parts: readU32, squares: read, g: readWrite },
  params: { parts: "u32", norm: "f32" },
  constants: {},
  step: false,
  workgroups: ({ parts }) => parts,
  cost: ({ parts: count }, _constants, { parts = [] }) => {
    const values = valuesIn(parts);
    // As in `clip-norm`, all are scaled, at most.
    return { flops: count + values, bytes: 4 * (count + 2 * values) };
  },
});
