import type { Step } from "../../operations/step.js";
import type { Call, Plan } from "../../plan/plan.js";

/**
 * What computes plans in the place of a device's pipelines: the twins do, where the device is the CPU.
 * @param buffers all that the plans bind, by name
 * @returns what encodes steps, each in its turn; `calls` limits each to part of its plan
 */
export type Host = (
  plans: readonly Plan[],
  buffers: ReadonlyMap<string, GPUBuffer>,
) => (encoder: GPUCommandEncoder, steps: readonly (Step & { readonly plan: Plan })[], calls?: readonly Call[]) => void;
