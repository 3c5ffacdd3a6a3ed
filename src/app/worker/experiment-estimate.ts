import type { Work } from "../../experiments/experiment.js";
import { Autoencoder, type Dataset, type Gpu, PRESETS } from "../../index.js";
import { stepsLasting } from "./steady-training.js";

/** Milliseconds that a probe should last. */
const PROBE = 100;
const DENSE_BATCH = 256;
const CONVOLUTIONAL_BATCH = 128;

/**
 * Seconds that an experiment's full form would take here, from the speed of a few training steps; good to a factor of two.
 * @throws {ShapeError} for samples that its models can't take
 */
export async function estimateSeconds(
  { dense, convolutional = 0, processor = 0 }: Work,
  { gpu, data, signal }: { gpu: Gpu; data: Dataset; signal: AbortSignal },
): Promise<number> {
  const secondsAPass = async (preset: "notebook" | "convolutional", batchSize: number) => {
    const model = await Autoencoder.create({ ...PRESETS[preset](data.shape), gpu });
    try {
      const rows = Math.min(batchSize, data.count);
      const { stepMs } = await stepsLasting(PROBE, model, { data, batchSize: rows }, signal);
      return (stepMs / 1000) * (data.count / rows);
    } finally {
      model.dispose();
    }
  };
  const ofDense = dense * (await secondsAPass("notebook", DENSE_BATCH));
  const ofImages = convolutional && convolutional * (await secondsAPass("convolutional", CONVOLUTIONAL_BATCH));
  return ofDense + ofImages + processor;
}
