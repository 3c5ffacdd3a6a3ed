import grid from "../../shaders/lib/grid.wgsl?raw";
import { constantIn } from "./kernel.js";

/** Invocations in a workgroup of the kernels that run one invocation an item. */
export const WORKGROUP = constantIn(grid, "WORKGROUP");

/** WebGPU's smallest `maxComputeWorkgroupsPerDimension`, which no adapter need exceed. */
const MOST_IN_A_DIMENSION = 65_535;

/** Workgroups for `items` items, one invocation each. */
export const workgroupsFor = (items: number) => Math.ceil(items / WORKGROUP);

/**
 * Folds a row of workgroups into x and y, the counterpart of `linear_id` in `lib/grid.wgsl`. May dispatch up to a row
 * too many; kernels guard their stores.
 */
export function fold(workgroups: number): [number, number, number] {
  const rows = Math.max(1, Math.ceil(workgroups / MOST_IN_A_DIMENSION));
  return [Math.ceil(workgroups / rows), rows, 1];
}
