import type { Dataset } from "../index.js";
import { Autoencoder } from "../index.js";
import { adapterEvent, type JobContext, type JobResult } from "./job.js";
import type { StepsSpec } from "./specs.js";
import { received } from "./wire.js";

/**
 * Takes the next steps of the training whose checkpoint's bytes are the data set `checkpoint`, on `train`. Files: `losses` (float32), one a
 * step, each before the step's update.
 */
export async function stepsJob(
  { level, batchSize, shuffle, steps }: StepsSpec,
  sets: ReadonlyMap<string, Dataset>,
  { openGpu, tuning, emit }: JobContext,
): Promise<JobResult<null>> {
  const [train, bytes] = [received("train", sets), sets.get("checkpoint")?.data];
  if (!train || !(bytes instanceof Uint8Array)) throw new Error("The job came without its data or its checkpoint.");
  const gpu = await openGpu();
  let model: Autoencoder | undefined;
  try {
    emit(adapterEvent(gpu));
    model = await Autoencoder.load(bytes, { gpu, tuning, level });
    const losses: number[] = [];
    const epochs = Math.ceil(steps / Math.ceil(train.count / batchSize));
    for await (const event of model.fitEvents(train, { epochs, batchSize, shuffle })) {
      if (event.type === "step") losses.push(...event.losses);
      if (losses.length >= steps) break;
    }
    const values = Float32Array.from(losses.slice(0, steps));
    return { value: null, files: { losses: new Uint8Array(values.buffer) } };
  } finally {
    model?.dispose();
    gpu.dispose();
  }
}
