import { ArgumentError, shown } from "../errors.js";
import { wgslOf } from "../kernels/kernel.js";
import { KERNELS, loadKernels, loadVersions } from "../kernels/kernels.js";
import type { DescriptionOptions } from "../model/description.js";
import type { DescribedPlan, PlanRow } from "./plan-rows.js";

/**
 * The calls of a plan with their cost. Needs no GPU.
 * @throws {ArgumentError}, {ShapeError} for a model that makes no sense
 */
export async function describePlan(options: DescriptionOptions, settings: DescribedPlan): Promise<PlanRow[]> {
  return (await import("./plan-rows.js")).describedPlan(options, settings);
}

/**
 * The WGSL of a kernel that a plan names, with the shared functions that it uses, as it is compiled. Needs no GPU.
 * @throws {ArgumentError} when there is no such kernel
 */
export async function kernelSource(name: string): Promise<string> {
  await loadVersions();
  await loadKernels([name]);
  const kernel = KERNELS.get(name);
  if (kernel) return wgslOf(kernel);
  throw new ArgumentError(`There is no kernel ${shown(name)}; describePlan() names those of a plan.`);
}
