import shader from "../../shaders/matmul.wgsl?raw";
import { grid, workgroupsFor } from "./grid.js";
import { kernel, type Numbers, read, readWrite } from "./kernel.js";

/** Arithmetic and traffic of any product of [m, k] and [k, n]. */
export const matmulCost = ({ m, k, n }: Numbers<"m" | "k" | "n">) => ({
  flops: 2 * m * k * n,
  bytes: 4 * (m * k + k * n + m * n),
});

/** z = x · w */
export const matmul = kernel({
  name: "matmul",
  twin: "matmul",
  wgsl: [grid, shader],
  bindings: { x: read, w: read, z: readWrite },
  params: { m: "u32", k: "u32", n: "u32" },
  constants: {},
  step: false,
  workgroups: ({ m, n }) => workgroupsFor(m * n),
  cost: matmulCost,
});
