import { sizeOf } from "../data/dataset.js";
import type { Tensor } from "../model/tensor.js";
import type { PlanKind } from "../plan/plan.js";
import { IN_FLIGHT, submitSteps } from "../runtime/gpu/runner.js";
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
  batchSize: number,
): Promise<Tensor> {
  const size = sizeOf(shape);
  const data = new Float32Array(samples.count * size);
  const run = await BatchRun.open(model, kind, samples, batchSize);
  try {
    // One batch computes while the one before it is copied out.
    const inFlight: Promise<unknown>[] = [];
    for (const step of run.steps) {
      const length = step.plan.rows * size;
      const into = data.subarray(step.start * size, step.start * size + length);
      const reading = { buffer: step.plan.output, offset: 0, length, into };
      const arrival = submitSteps(model.gpu, run.session, [step], [reading]);
      // Awaited in its turn; until then a failure is not "unhandled".
      arrival.catch(() => {});
      inFlight.push(arrival);
      if (inFlight.length === IN_FLIGHT) await inFlight.shift();
    }
    for (const arrival of inFlight) await arrival;
  } finally {
    run.dispose();
  }
  return { shape: [samples.count, ...shape], data };
}
