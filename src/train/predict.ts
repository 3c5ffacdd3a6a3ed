import { sizeOf } from "../data/dataset.js";
import type { Tensor } from "../model/tensor.js";
import type { PlanKind } from "../plan/plan.js";
import { BatchRun, type Samples } from "./batches.js";
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
  batchSize: number,
): Promise<Tensor> {
  const size = sizeOf(shape);
  const data = new Float32Array(samples.count * size);
  const run = await BatchRun.open(model, kind, samples, batchSize);
  try {
    // One batch computes while the one before it is copied out.
    let previous: (() => Promise<void>) | undefined;
    for (const step of run.steps) {
      await run.session.run([step]);
      const values = run.session.read({ buffer: step.plan.output, offset: 0, length: step.plan.rows * size });
      values.catch(() => {});
      await previous?.();
      previous = async () => data.set(new Float32Array(await values), step.start * size);
    }
    await previous?.();
  } finally {
    run.dispose();
  }
  return { shape: [samples.count, ...shape], data };
}
