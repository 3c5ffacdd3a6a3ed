import activation from "../../shaders/lib/activation.wgsl?raw";
import blocks from "../../shaders/lib/blocks.wgsl?raw";
import shader from "../../shaders/matmul-subgroups.wgsl?raw";
import { grid } from "./grid.js";
import { constantIn, kernel } from "./kernel.js";
import { matmulQuads } from "./matmul-quads.js";

/** Rows and columns of z that one workgroup covers. */
const ROWS = constantIn(shader, "TILE_ROWS") * constantIn(shader, "WORKGROUP_ROWS");
const COLUMNS = constantIn(shader, "TILE_COLUMNS") * constantIn(shader, "WORKGROUP_COLUMNS");

/** `matmul-quads` for adapters with subgroups. */
export const matmulSubgroups = kernel({
  ...matmulQuads,
  name: "matmul-subgroups",
  wgsl: [grid, activation, blocks, shader],
  feature: "subgroups",
  workgroups: ({ m, n }) => Math.ceil(m / ROWS) * Math.ceil(n / COLUMNS),
});
