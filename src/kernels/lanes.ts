import shader from "../../shaders/lib/lanes.wgsl?raw";
import rowSums from "../../shaders/lib/row-sum.wgsl?raw";
import { grid, WORKGROUP } from "./grid.js";
import type { Numbers } from "./kernel.js";

/** `lib/lanes.wgsl` with what it needs: for kernels whose sums invocations may share. */
export const lanes = [grid, shader];

/** `lib/row-sum.wgsl` with what it needs: for those that sum over rows. */
export const rowSum = [...lanes, rowSums];

/** What a plan chooses of such a kernel: invocations to a sum, and to a workgroup, which is a multiple of that. */
export const LANE_SIZES = ["LANES", "WORKGROUP"] as const;

/** Workgroups for so many sums; without a plan's choice, one invocation each. */
export function workgroupsForSums(sums: number, constants: Numbers): number {
  return Math.ceil((sums * (constants.LANES ?? 1)) / (constants.WORKGROUP ?? WORKGROUP));
}
