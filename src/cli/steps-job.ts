import { Autoencoder, type Dataset, type Gpu } from "../index.js";
import type { JobContext, JobResult } from "./job.js";
import type { StepsSpec } from "./specs.js";
import { setOf } from "./wire.js";

/**
 * Takes the next steps of the training whose checkpoint's bytes are the data set `checkpoint`, on `train`. Files: `losses` (float32), one a
 * step, each before the step's update.
 */
export async function stepsJob(
  { level, batchSize, shuffle, steps }: StepsSpec,
  sets: ReadonlyMap<string, Dataset>,
  gpu: Gpu,
  { tuning }: JobContext,
): Promise<JobResult<null>> {
  const [train, bytes] = [setOf(sets, "train"), sets.get("checkpoint")?.data];
  if (!(bytes instanceof Uint8Array)) throw new Error("The job came without its checkpoint.");
  const model = await Autoencoder.load(bytes, { gpu, tuning, level });
  try {
    const losses: number[] = [];
    const epochs = Math.ceil(steps / Math.ceil(train.count / batchSize));
    for await (const event of model.fitEvents(train, { epochs, batchSize, shuffle })) {
      if (event.type === "step") losses.push(...event.losses);
      if (losses.length >= steps) break;
    }
    const values = Float32Array.from(losses.slice(0, steps));
    return { value: null, files: { losses: new Uint8Array(values.buffer) } };
  } finally {
    model.dispose();
  }
}
