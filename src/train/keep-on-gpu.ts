import { sizeOf } from "../data/dataset.js";
import { ArgumentError } from "../errors.js";
import type { PlanKind } from "../plan/plan.js";
import { inTurn } from "../runtime/gpu/runner.js";
import { STORAGE, USAGE } from "../runtime/gpu/usage.js";
import { BatchRun } from "./batches.js";
import type { Samples } from "./data-on-gpu.js";
import type { ModelOnGpu } from "./model.js";
import type { GpuTensor } from "./options.js";

/**
 * Runs the samples through the model, or one half of it, as `predictBatches` does, into one buffer that stays on the GPU. Resolves
 * once the GPU is done with it.
 * @param shape of one result
 * @throws {GpuError} when the results are too large for one buffer, {@link ArgumentError} where there is no GPU to leave them on
 */
export async function predictOnGpu(
  model: ModelOnGpu,
  kind: Extract<PlanKind, "predict" | "encode" | "decode">,
  samples: Samples,
  shape: readonly number[],
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): Promise<GpuTensor> {
  const { gpu } = model;
  if (gpu.host) throw new ArgumentError("requestCpu() has no GPU that results could be left on. Leave keepOnGpu out.");
  const label = `${model.label}/${kind}`;
  const bytes = 4 * sizeOf(shape);
  const run = await BatchRun.open(model, kind, samples, batchSize);
  let buffer: GPUBuffer | undefined;
  try {
    const kept = await gpu.scoped(`Allocating ${label}`, () =>
      gpu.buffer(`${label}/kept`, samples.count * bytes, STORAGE | USAGE.VERTEX),
    );
    buffer = kept;
    const steps = run.steps.values();
    const submit = () => {
      const step = signal?.aborted ? undefined : steps.next().value;
      if (!step) return undefined;
      return gpu.scoped("Running steps", () => {
        const encoder = gpu.device.createCommandEncoder({ label });
        run.session.encode(encoder, [step]);
        const { output, rows } = step.plan;
        encoder.copyBufferToBuffer(run.session.buffer(output), 0, kept, step.start * bytes, rows * bytes);
        gpu.device.queue.submit([encoder.finish()]);
      });
    };
    for await (const _ of inTurn(submit));
    signal?.throwIfAborted();
    await gpu.settled(gpu.device.queue.onSubmittedWorkDone());
    return { shape: [samples.count, ...shape], buffer: kept, destroy: () => kept.destroy() };
  } catch (cause) {
    buffer?.destroy();
    throw cause;
  } finally {
    run.dispose();
  }
}
