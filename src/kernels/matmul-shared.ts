import activation from "../../shaders/lib/activation.wgsl?raw";
import shader from "../../shaders/matmul-shared.wgsl?raw";
import { grid } from "./grid.js";
import { kernel, read, readWrite } from "./kernel.js";
import { layerCost } from "./product.js";

/** Parts of z = activate(x · w + b), for GPUs with many lanes; either factor transposed by its strides. */
export const matmulShared = kernel({
  name: "matmul-shared",
  twin: "matmul",
  wgsl: [grid, activation, shader],
  bindings: { x: read, w: read, b: read, z: readWrite },
  params: {
    m: "u32",
    k: "u32",
    n: "u32",
    depth: "u32",
    x_row: "u32",
    x_depth: "u32",
    w_depth: "u32",
    w_column: "u32",
  },
  constants: { HAS_BIAS: "bool", ACTIVATION: "u32" },
  sizes: ["SIDE", "QUADS"],
  step: false,
  workgroups: ({ m, k, n, depth }, { SIDE = 0, QUADS = 1 }) => {
    const square = 4 * QUADS * SIDE;
    return Math.ceil(m / square) * Math.ceil(n / square) * Math.ceil(k / depth);
  },
  cost: ({ depth, ...params }, constants) => {
    const { flops, bytes } = layerCost(params, constants);
    const { m, k, n } = params;
    return { flops, bytes: bytes + 4 * m * n * (Math.ceil(k / depth) - 1) };
  },
});
