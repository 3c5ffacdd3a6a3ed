import { checkOptions, checkWord } from "../data/known-options.js";
import { ArgumentError, shown } from "../errors.js";
import { fold } from "../kernels/grid.js";
import { loadKernels } from "../kernels/kernels.js";
import { type DescriptionOptions, describe, networkOf } from "../model/description.js";
import { isPositiveInteger } from "../model/fields.js";
import type { Network } from "../model/network.js";
import type { Numbers } from "../operations/operation.js";
import { costOf } from "../operations/operations.js";
import { loadPlanning, type PlanSettings, planFor } from "./lower.js";
import { kernelOf, PLAN_KINDS, PRECISIONS, tablesOf } from "./plan.js";
import { checkLevel } from "./tuned-level.js";

/** One line of the table that `isthmus plan` prints. */
export interface PlanRow {
  /** What it computes, in its place: `encoder/0/matmul`. */
  readonly call: string;
  /** The kernel's name: the stem of its file in `shaders/`. */
  readonly kernel: string;
  /** Sizes of the call, as in the kernel's header. */
  readonly shape: string;
  /** Workgroups that are dispatched, in three dimensions. */
  readonly workgroups: readonly [number, number, number];
  /** Floating-point operations; a multiply-add counts two. */
  readonly flops: number;
  /** Bytes that must cross to or from memory at least once. */
  readonly bytes: number;
}

/** Which plan `describePlan` describes: what it computes, how, and for how many samples at a time. */
export interface DescribedPlan extends Pick<PlanSettings, "kind" | "level" | "precision"> {
  /** Samples that it computes at a time. */
  readonly batchSize: number;
}

/** What `describePlan` gives. */
export async function describedPlan(options: DescriptionOptions, settings: DescribedPlan): Promise<PlanRow[]> {
  checkOptions("describePlan", settings, ["kind", "level", "batchSize", "precision"]);
  const { kind, level, batchSize, precision = "float32" } = settings;
  checkWord("Unknown kind", kind, PLAN_KINDS);
  checkLevel(level);
  checkWord("Unknown precision", precision, PRECISIONS);
  if (!isPositiveInteger(batchSize)) {
    throw new ArgumentError(`batchSize must be a positive whole number; got ${shown(batchSize)}.`);
  }
  return planRows(networkOf(describe(options)), { kind, level, precision, rows: batchSize, bytes: true });
}

/** The calls of a plan with their cost. */
export async function planRows(network: Network, settings: PlanSettings): Promise<PlanRow[]> {
  await loadPlanning(network, settings);
  const plan = planFor(network, settings);
  await loadKernels(plan.calls.map(({ kernel }) => kernel));
  return plan.calls.map((call) => {
    const kernel = kernelOf(call);
    const workgroups = fold(kernel.workgroups(call.params, call.constants));
    const cost = costOf(call, tablesOf(plan, call));
    return { call: call.label, kernel: call.kernel, shape: shapeOf(call.params), workgroups, ...cost };
  });
}

/** What says most of a call's size, in the words of its operation. */
function shapeOf({ m, k, n, rows, size, units, count, parts, tensors, places, ...others }: Partial<Numbers>): string {
  if (k !== undefined) return `${m} × ${k} × ${n}`;
  if (places !== undefined) return [places, others.in_channels, others.out_channels].join(" × ");
  if (rows !== undefined) return [rows, size ?? units].filter((length) => length !== undefined).join(" × ");
  return String(count ?? parts ?? tensors);
}
