import { ArgumentError, shown } from "../errors.js";
import { fold } from "../kernels/grid.js";
import { wgslOf } from "../kernels/kernel.js";
import { KERNELS, loadKernels, loadVersions } from "../kernels/kernels.js";
import { type DescriptionOptions, describe, networkOf } from "../model/description.js";
import type { PlanSettings } from "./lower.js";
import { kernelOf, tablesOf } from "./plan.js";

/** One line of the table that `isthmus plan` prints. */
export interface PlanRow {
  readonly call: string;
  readonly kernel: string;
  /** Sizes of the call, as in the kernel's header. */
  readonly shape: string;
  readonly workgroups: readonly [number, number, number];
  /** Floating-point operations; a multiply-add counts two. */
  readonly flops: number;
  /** Bytes that must cross to or from memory at least once. */
  readonly bytes: number;
}

/**
 * The calls of a plan with their cost. Needs no GPU.
 * @throws {ArgumentError}, {ShapeError} for a model that makes no sense
 */
export async function describePlan(
  options: DescriptionOptions,
  settings: Pick<PlanSettings, "kind" | "level"> & { batchSize: number },
): Promise<PlanRow[]> {
  const { kind, level, batchSize } = settings;
  const [{ loadPlanning, planFor }, { costOf }] = await Promise.all([
    import("./lower.js"),
    import("../operations/operations.js"),
  ]);
  const network = networkOf(describe(options));
  const given = { kind, level, rows: batchSize, bytes: true };
  await loadPlanning(network, given);
  const plan = planFor(network, given);
  await loadKernels(plan.calls.map(({ kernel }) => kernel));
  return plan.calls.map((call) => {
    const kernel = kernelOf(call);
    const { flops, bytes } = costOf(call, tablesOf(plan, call));
    const workgroups = fold(kernel.workgroups(call.params, call.constants));
    return { call: call.label, kernel: call.kernel, shape: shapeOf(call.params), workgroups, flops, bytes };
  });
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

function shapeOf({ m, k, n, rows, size, units, count }: Readonly<Record<string, number>>): string {
  if (k !== undefined) return `${m} × ${k} × ${n}`;
  if (rows !== undefined) return [rows, size ?? units].filter((length) => length !== undefined).join(" × ");
  return String(count);
}
