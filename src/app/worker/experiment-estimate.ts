import { Autoencoder, type Dataset, type Gpu, PRESETS } from "../../index.js";
import { stepsLasting } from "./steady-training.js";

/** What the full form of an experiment does. */
export interface ExperimentWork {
  /**
   * Passes over all training images, in passes of the notebook's model: a model of eight times the multiplications counts
   * eightfold.
   */
  readonly dense: number;
  /** Likewise, in passes of the blog's convolutional model. */
  readonly convolutional: number;
  /** Seconds of work on one core of a common processor: principal components, maps of neighbours. */
  readonly processor: number;
}

/**
 * By name. Multiplications in units of the notebook's: deep 4.4, variational 8, the perceptron that judges 8, the dense
 * denoiser 4; in units of the convolutional model's: denoising 6, the network that judges 1.
 */
export const EXPERIMENT_WORK: Readonly<Record<string, ExperimentWork>> = {
  // A hundred steps of one image, each as long as one of a full batch would be at worst.
  "single-sample": { dense: 0.4, convolutional: 0, processor: 0 },
  losses: { dense: 0.4, convolutional: 0, processor: 1 },
  "bce-vs-mse": { dense: 2 * 50, convolutional: 0, processor: 1 },
  "learning-rate-trap": { dense: 2 * 5, convolutional: 0, processor: 0 },
  pca: { dense: 6 * 30 + 30, convolutional: 0, processor: 30 },
  denoise: { dense: 20 * 4, convolutional: 10 * 6, processor: 1 },
  latent: { dense: 30 * (8 + 1), convolutional: 0, processor: 60 },
  // The table's steps are small, but no step takes no time: they count as the notebook's.
  anomaly: { dense: 30 * 0.1 + (60 * 63) / 235, convolutional: 0, processor: 1 },
  classifier: { dense: 30 * (1 + 1 + 4.4 + 8) + 8 * 8, convolutional: 8 * (1 + 6) + 8, processor: 30 },
};

/** Milliseconds that a probe should last. */
const PROBE = 100;
const DENSE_BATCH = 256;
const CONVOLUTIONAL_BATCH = 128;

/**
 * Seconds that an experiment's full form would take here, from the speed of a few training steps; good to a factor of two.
 * @returns nothing for an experiment that nobody has looked at
 * @throws {ShapeError} for samples that its models can't take
 */
export async function estimateSeconds(
  name: string,
  { gpu, data, signal }: { gpu: Gpu; data: Dataset; signal: AbortSignal },
): Promise<number | undefined> {
  const work = EXPERIMENT_WORK[name];
  if (!work) return undefined;
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
  const dense = work.dense * (await secondsAPass("notebook", DENSE_BATCH));
  if (work.convolutional === 0) return dense + work.processor;
  return dense + work.convolutional * (await secondsAPass("convolutional", CONVOLUTIONAL_BATCH)) + work.processor;
}
