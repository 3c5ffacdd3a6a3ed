import activation from "../../shaders/lib/activation.wgsl?raw";
import shader from "../../shaders/matmul-tiled.wgsl?raw";
import { ACTIVATION_FLOPS } from "./activation.js";
import { grid } from "./grid.js";
import { constantIn, kernel, read, readWrite } from "./kernel.js";
import { matmulCost } from "./matmul.js";

/** Rows and columns of z that one workgroup covers. */
const ROWS = constantIn(shader, "TILE_ROWS") * constantIn(shader, "WORKGROUP_ROWS");
const COLUMNS = constantIn(shader, "TILE_COLUMNS") * constantIn(shader, "WORKGROUP_COLUMNS");

/** z = activate(x · w + b), either factor transposed by its strides. */
export const matmulTiled = kernel({
  name: "matmul-tiled",
  twin: "matmul",
  wgsl: [grid, activation, shader],
  bindings: { x: read, w: read, b: read, z: readWrite },
  params: { m: "u32", k: "u32", n: "u32", x_row: "u32", x_depth: "u32", w_depth: "u32", w_column: "u32" },
  constants: { HAS_BIAS: "bool", ACTIVATION: "u32" },
  step: false,
  workgroups: ({ m, n }) => Math.ceil(m / ROWS) * Math.ceil(n / COLUMNS),
  cost: (params, { HAS_BIAS, ACTIVATION }) => {
    const { flops, bytes } = matmulCost(params);
    const { m, n } = params;
    return {
      flops: flops + m * n * (HAS_BIAS + (ACTIVATION_FLOPS[ACTIVATION] ?? 0)),
      bytes: bytes + 4 * n * HAS_BIAS,
    };
  },
});
