import shader from "../../shaders/clip-norm-parts.wgsl?kernel";
import { valuesIn } from "./clip-norm-squares.js";
import { kernel } from "./kernel.js";

/** Each tensor's gradient, scaled to a norm of at most `norm` by many workgroups. */
export const clipNormParts = kernel<"parts">(shader, {
  twin: "clip-norm-parts",
  workgroups: ({ parts }) => parts,
  cost: ({ parts: count }, _constants, { parts = [] }) => {
    const values = valuesIn(parts);
    // As in `clip-norm`, all are scaled, at most.
    return { flops: count + values, bytes: 4 * (count + 2 * values) };
  },
});
