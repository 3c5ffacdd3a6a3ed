import { sizeOf } from "../data/dataset.js";
import type { Tensor } from "../model/tensor.js";
import type { PlanKind } from "../plan/plan.js";
import { inTurn, submitSteps } from "../runtime/gpu/runner.js";
import { BatchRun } from "./batches.js";
import type { Samples } from "./data-on-gpu.js";
import type { ModelOnGpu } from "./model.js";

/**
 * Runs the samples through the model, or one half of it, batch by batch.
 * @param shape of one result
 * @returns results `[count, …shape]`
 */
export async function predictBatches(
  model: ModelOnGpu,
  kind: Extract<PlanKind, "predict" | "encode" | "decode">,
  samples: Samples,
  shape: readonly number[],
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): Promise<Tensor> {
  const size = sizeOf(shape);
  const data = new Float32Array(samples.count * size);
  const run = await BatchRun.open(model, kind, samples, batchSize);
  try {
    const steps = run.steps.values();
    // One batch computes while the one before it is copied out.
    const submit = () => {
      const step = signal?.aborted ? undefined : steps.next().value;
      if (!step) return undefined;
      const length = step.plan.rows * size;
      const into = data.subarray(step.start * size, step.start * size + length);
      const reading = { buffer: step.plan.output, offset: 0, length, into };
      return submitSteps(model.gpu, run.session, [step], [reading]);
    };
    for await (const _ of inTurn(submit));
    signal?.throwIfAborted();
  } finally {
    run.dispose();
  }
  return { shape: [samples.count, ...shape], data };
}
