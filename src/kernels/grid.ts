import type { SizeOf } from "./kernel.js";

/** WebGPU's smallest `maxComputeWorkgroupsPerDimension`, which no adapter need exceed. */
const MOST_IN_A_DIMENSION = 65_535;

/** Workgroups of a kernel that runs one invocation an item, by how many items a call has. */
export const oneInvocation =
  <Params>(items: (params: Params) => number) =>
  (params: Params, sizeOf: SizeOf) =>
    Math.ceil(items(params) / sizeOf("WORKGROUP"));

/**
 * Folds a row of workgroups into x and y, the counterpart of `linear_id` in `lib/grid.wgsl`. May dispatch up to a row
 * too many; kernels guard their stores.
 */
export function fold(workgroups: number): [number, number, number] {
  const rows = Math.max(1, Math.ceil(workgroups / MOST_IN_A_DIMENSION));
  return [Math.ceil(workgroups / rows), rows, 1];
}
