import shader from "../../shaders/clip-norm-squares.wgsl?raw";
import sum from "../../shaders/lib/workgroup-sum.wgsl?raw";
import { grid } from "./grid.js";
import { kernel, read, readU32, readWrite } from "./kernel.js";

/** The sum of the squares of each part of the gradients: a tensor's norm in parts. */
export const clipNormSquares = kernel({
  name: "clip-norm-squares",
  twin: "clip-norm-squares",
  wgsl: [grid, sum, shader],
  bindings: { parts: readU32, g: read, squares: readWrite },
  params: { parts: "u32" },
  constants: {},
  step: false,
  workgroups: ({ parts }) => parts,
  cost: ({ parts: count }, _constants, { parts = [] }) => {
    const values = valuesIn(parts);
    return { flops: 2 * values, bytes: 4 * (values + count) };
  },
});

/** Values in all parts of a table. */
export const valuesIn = (parts: readonly number[]) =>
  parts.reduce((sum, number, index) => sum + (index % 4 === 1 ? number : 0), 0);
