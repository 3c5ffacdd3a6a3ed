import shader from "../../shaders/matmul-subgroups.wgsl?kernel";
import { constantIn, kernel } from "./kernel.js";
import { matmulQuads } from "./matmul-quads.js";

/** Rows and columns of z that one workgroup covers. */
const ROWS = constantIn(shader, "TILE_ROWS") * constantIn(shader, "WORKGROUP_ROWS");
const COLUMNS = constantIn(shader, "TILE_COLUMNS") * constantIn(shader, "WORKGROUP_COLUMNS");

/** `matmul-quads` for adapters with subgroups. */
export const matmulSubgroups = kernel<"m" | "n">(shader, {
  ...matmulQuads,
  workgroups: ({ m, n }) => Math.ceil(m / ROWS) * Math.ceil(n / COLUMNS),
});
