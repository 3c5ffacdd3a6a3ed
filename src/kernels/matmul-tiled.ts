import activation from "../../shaders/lib/activation.wgsl?raw";
import shader from "../../shaders/matmul-tiled.wgsl?raw";
import { grid } from "./grid.js";
import { constantIn, kernel, read, readWrite } from "./kernel.js";
import { layerCost } from "./product.js";

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
  cost: (params, constants) => layerCost(params, constants),
});
