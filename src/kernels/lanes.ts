import { WORKGROUP } from "./grid.js";
import type { Numbers } from "./kernel.js";

/** Workgroups for so many sums; without a plan's choice, one invocation each. */
export function workgroupsForSums(sums: number, constants: Numbers): number {
  return Math.ceil((sums * (constants.LANES ?? 1)) / (constants.WORKGROUP ?? WORKGROUP));
}
