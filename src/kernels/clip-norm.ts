import shader from "../../shaders/clip-norm.wgsl?raw";
import sum from "../../shaders/lib/workgroup-sum.wgsl?raw";
import { grid } from "./grid.js";
import { kernel, readU32, readWrite } from "./kernel.js";

/** Each tensor's gradient, scaled to a norm of at most `norm`. */
export const clipNorm = kernel({
  name: "clip-norm",
  twin: "clip-norm",
  wgsl: [grid, sum, shader],
  bindings: { tensors: readU32, g: readWrite },
  params: { tensors: "u32", norm: "f32" },
  constants: {},
  step: false,
  workgroups: ({ tensors }) => tensors,
  cost: (_params, _constants, { tensors = [] }) => {
    const values = tensors.reduce((sum, number, index) => sum + (index % 2 === 1 ? number : 0), 0);
    // All are read; how many are scaled depends on their norms: all, at most.
    return { flops: 3 * values, bytes: 8 * values };
  },
});
