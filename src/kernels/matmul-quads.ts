import activation from "../../shaders/lib/activation.wgsl?raw";
import blocks from "../../shaders/lib/blocks.wgsl?raw";
import shader from "../../shaders/matmul-quads.wgsl?raw";
import { grid } from "./grid.js";
import { constantIn, kernel, read, readWrite } from "./kernel.js";
import { layerCost } from "./product.js";

/** Rows and columns of z that one workgroup covers. */
const ROWS = constantIn(shader, "TILE_ROWS") * constantIn(shader, "WORKGROUP_ROWS");
const COLUMNS = constantIn(shader, "TILE_COLUMNS") * constantIn(shader, "WORKGROUP_COLUMNS");

/** z = activate(x · w + b) where m, k and n are multiples of four, either factor transposed. */
export const matmulQuads = kernel({
  name: "matmul-quads",
  twin: "matmul",
  wgsl: [grid, activation, blocks, shader],
  bindings: { x: read, w: read, b: read, z: readWrite },
  params: { m: "u32", k: "u32", n: "u32" },
  constants: { TRANSPOSE_X: "bool", TRANSPOSE_W: "bool", HAS_BIAS: "bool", ACTIVATION: "u32" },
  step: false,
  workgroups: ({ m, n }) => Math.ceil(m / ROWS) * Math.ceil(n / COLUMNS),
  cost: (params, constants) => layerCost(params, constants),
});
