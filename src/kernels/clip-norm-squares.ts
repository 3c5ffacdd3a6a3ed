import shader from "../../shaders/clip-norm-squares.wgsl?kernel";
import { kernel } from "./kernel.js";

/** The sum of the squares of each part of the gradients: a tensor's norm in parts. */
export const clipNormSquares = kernel<"parts">(shader, {
  twin: "clip-norm-squares",
  workgroups: ({ parts }) => parts,
  cost: ({ parts: count }, _constants, { parts = [] }) => {
    const values = valuesIn(parts);
    return { flops: 2 * values, bytes: 4 * (values + count) };
  },
});

/** Values in all parts of a table. */
export const valuesIn = (parts: readonly number[]) =>
  parts.reduce((sum, number, index) => sum + (index % 4 === 1 ? number : 0), 0);
