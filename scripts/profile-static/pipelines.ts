import { modelFor } from "../../src/cli/model.js";
import { compiledFor, overridesIn, wgslOf } from "../../src/kernels/kernel.js";
import { loadKernels } from "../../src/kernels/kernels.js";
import { describe, networkOf } from "../../src/model/description.js";
import { loadPlanning, planFor } from "../../src/plan/lower.js";
import { type Call, GPU_LEVELS, kernelOf, type Level } from "../../src/plan/plan.js";
import type { Choice } from "./choice.js";

/** A kernel as it is compiled for some calls, and where those are. */
export interface Pipeline {
  readonly kernel: string;
  readonly code: string;
  readonly overrides: Readonly<Record<string, number>>;
  /** The calls' constants: `LANES 256, FROM_LOGITS 1`. */
  readonly constants: string;
  readonly models: Set<string>;
  readonly levels: Set<string>;
  /** Of the calls: the fewest and the most. */
  readonly workgroups: [number, number];
  /** Whether any of the calls is for GPUs: then limits are held. */
  isForGpus: boolean;
}

/** Of a training step of each model at each level, every pipeline once; subgroups are used where they help. */
export async function pipelinesOf({
  models,
  levels,
  batch,
  precisions,
}: Omit<Choice, "generations" | "write" | "check">) {
  const found = new Map<string, Pipeline>();
  for (const model of models) {
    const { level: _, ...options } = modelFor({ model, level: "auto" }, [28, 28]);
    const network = networkOf(describe(options));
    for (const [level, precision] of levels.flatMap((level) => precisions.map((each) => [level, each] as const))) {
      const settings = { kind: "train", level, rows: batch, bytes: true, subgroups: true, precision } as const;
      await loadPlanning(network, settings);
      const { calls } = planFor(network, settings);
      await loadKernels(calls.map(({ kernel }) => kernel));
      for (const call of calls) add(found, call, model, level);
    }
  }
  return [...found.values()].sort((one, other) => one.kernel.localeCompare(other.kernel));
}

function add(found: Map<string, Pipeline>, call: Call, model: string, level: Level): void {
  const kernel = kernelOf(call);
  const code = wgslOf(kernel, call.constants);
  const overrides = overridesIn(kernel, call.constants);
  const count = kernel.workgroups(call.params, call.constants);
  const key = JSON.stringify([code, overrides]);
  const pipeline = found.get(key) ?? {
    kernel: call.kernel,
    code,
    overrides,
    constants: Object.entries(compiledFor(kernel, call.constants))
      .map(([name, value]) => `${name} ${value}`)
      .sort()
      .join(", "),
    models: new Set<string>(),
    levels: new Set<string>(),
    workgroups: [count, count] as [number, number],
    isForGpus: false,
  };
  found.set(key, pipeline);
  pipeline.models.add(model);
  pipeline.levels.add(level);
  pipeline.workgroups[0] = Math.min(pipeline.workgroups[0], count);
  pipeline.workgroups[1] = Math.max(pipeline.workgroups[1], count);
  pipeline.isForGpus ||= isForGpus(call, level);
}

/** Rung tiled is for software adapters, and so is what level fused takes from it, images; its stacks are for GPUs. */
function isForGpus({ kernel }: Call, level: Level): boolean {
  return (GPU_LEVELS as readonly string[]).includes(level) || (level === "fused" && kernel.startsWith("dense-"));
}
