import shader from "../../shaders/clip-norm.wgsl?kernel";
import { kernel } from "./kernel.js";

/** Each tensor's gradient, scaled to a norm of at most `norm`. */
export const clipNorm = kernel<"tensors">(shader, {
  twin: "clip-norm",
  workgroups: ({ tensors }) => tensors,
  cost: (_params, _constants, { tensors = [] }) => {
    const values = tensors.reduce((sum, number, index) => sum + (index % 2 === 1 ? number : 0), 0);
    // All are read; how many are scaled depends on their norms: all, at most.
    return { flops: 3 * values, bytes: 8 * values };
  },
});
