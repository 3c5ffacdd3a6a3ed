import { sizeOf } from "../../src/data/dataset.js";
import { type DescriptionOptions, describe, networkOf } from "../../src/model/description.js";
import { planFor } from "../../src/plan/lower.js";
import type { PlanKind } from "../../src/plan/plan.js";
import { type KernelCall, randomFloats } from "../harness/kernel-check.js";
import "../plan/loaded.js";

/** What a fused kernel is called for. */
export interface FusedSettings {
  /** Which kernel the plan must have. */
  readonly kernel: string;
  readonly kind: Extract<PlanKind, "train" | "evaluate">;
  readonly rows: number;
  readonly bytes: boolean;
}

/**
 * The call of a fused kernel as a model's plan has it: its numbers, its table of layers, and the length of every buffer
 * that the plan sizes, filled with random values.
 */
export function fusedCall(model: DescriptionOptions, settings: FusedSettings): Required<KernelCall> {
  const plan = planFor(networkOf(describe(model)), { ...settings, level: "fused" });
  const call = plan.calls.find(({ kernel }) => kernel === settings.kernel);
  if (!call) throw new Error(`No call of ${settings.kernel} in the plan.`);
  const inputs: Record<string, Float32Array | Uint32Array> = {};
  for (const [index, [binding, { buffer }]] of Object.entries(call.bindings).entries()) {
    const { role, shape, values } = plan.buffers.get(buffer) ?? {};
    if (values) inputs[binding] = Uint32Array.from(values);
    else if (role !== "external") inputs[binding] = randomFloats(sizeOf(shape ?? []), index + 1, -0.5, 0.5);
  }
  return { inputs, outputs: {}, params: call.params, constants: call.constants, step: {} };
}
