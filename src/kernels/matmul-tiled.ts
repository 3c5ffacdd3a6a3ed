import shader from "../../shaders/matmul-tiled.wgsl?kernel";
import { constantIn, kernel } from "./kernel.js";
import { layerCost } from "./product.js";

/** Rows and columns of z that one workgroup covers. */
const ROWS = constantIn(shader, "TILE_ROWS") * constantIn(shader, "WORKGROUP_ROWS");
const COLUMNS = constantIn(shader, "TILE_COLUMNS") * constantIn(shader, "WORKGROUP_COLUMNS");

/** z = activate(x · w + b), either factor transposed by its strides. */
export const matmulTiled = kernel(shader, {
  twin: "matmul",
  workgroups: ({ m, n }) => Math.ceil(m / ROWS) * Math.ceil(n / COLUMNS),
  cost: layerCost,
});
