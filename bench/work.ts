/** What every contender is given to do. */
import type { Description } from "../src/model/description.js";
import { describe, networkOf } from "../src/model/description.js";
import { initialValues } from "../src/model/initializers.js";
import { PRESETS, type Preset } from "../src/model/presets.js";
import type { Tensor } from "../src/model/tensor.js";
import type { Adadelta } from "../src/optimizers/adadelta.js";

/** Values in an image of MNIST. */
export const PIXELS = 784;

/** Training images that are used, over and over, in file order; a multiple of every batch size below. */
export const IMAGES = 4096;

/** Images that are predicted: all of MNIST's test set. */
export const PREDICTED = 10_000;

export interface Workload {
  readonly id: string;
  readonly title: string;
  /**
   * `train`: a training step, its batch on the device already. `predict`: bytes on the CPU to outputs on the CPU.
   * `start`: from opening an empty page to the end of the first training step.
   */
  readonly kind: "train" | "predict" | "start";
  readonly model: Preset;
  /** Images in one unit of the work. */
  readonly images: number;
}

export const WORKLOADS: readonly Workload[] = [
  { id: "notebook-256", title: "notebook step, batch 256", kind: "train", model: "notebook", images: 256 },
  { id: "deep-256", title: "deep step, batch 256", kind: "train", model: "deep", images: 256 },
  {
    id: "convolutional-128",
    title: "convolutional step, batch 128",
    kind: "train",
    model: "convolutional",
    images: 128,
  },
  { id: "notebook-32", title: "notebook step, batch 32", kind: "train", model: "notebook", images: 32 },
  { id: "notebook-1024", title: "notebook step, batch 1,024", kind: "train", model: "notebook", images: 1024 },
  { id: "predict", title: "notebook predict, 10,000 images", kind: "predict", model: "notebook", images: PREDICTED },
  { id: "start", title: "page load to first step", kind: "start", model: "notebook", images: 256 },
];

/**
 * Those of `--quick`. On a software adapter a convolutional step takes some peers ten seconds, and so do predictions: a few
 * images are enough to see that they work.
 */
export const QUICK_WORKLOADS: readonly Workload[] = WORKLOADS.flatMap((workload) => {
  const { id, kind, model } = workload;
  if (model === "convolutional") {
    return [{ ...workload, id: "convolutional-8", title: "convolutional step, batch 8", images: 8 }];
  }
  if (kind === "predict") return [{ ...workload, title: "notebook predict, 1,000 images", images: 1000 }];
  return id === "notebook-256" || kind !== "train" ? [workload] : [];
});

/** A workload with all that is needed to do it: the same for every contender. */
export interface Work {
  readonly workload: Workload;
  readonly description: Description;
  /** Initial weights: `encoder.0.kernel` `[inputs, units]`, … */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** Pixels, image after image; batches take them in this order and begin again at the end. */
  readonly images: Uint8Array;
}

/** @param images what the workload takes: training images, or those to predict */
export function workFor(workload: Workload, images: Uint8Array): Work {
  const description = describe(PRESETS[workload.model](PIXELS));
  const weights: Record<string, Tensor> = {};
  for (const parameter of networkOf(description).layers.flatMap((layer) => layer.parameters)) {
    weights[parameter.name] = { shape: [...parameter.shape], data: initialValues(parameter, description.seed) };
  }
  return { workload, description, weights, images };
}

/** The optimizer's settings. @throws when it is not Adadelta, which is all that peers are written for */
export function adadeltaOf({ description }: Work): Adadelta {
  if (description.optimizer.type !== "adadelta") throw new Error("Peers are written for Adadelta.");
  return description.optimizer;
}

/** The images as floats in 0…1, batch after batch. */
export function floatBatches({ images, workload }: Work): Float32Array<ArrayBuffer>[] {
  const size = workload.images * PIXELS;
  return Array.from({ length: Math.floor(images.length / size) }, (_, index) =>
    Float32Array.from(images.subarray(index * size, (index + 1) * size), (pixel) => pixel / 255),
  );
}

/**
 * Mean squared error of the outputs against the images, over every 97th value (97 is prime to 784, so all pixels take
 * part): tells whether two predictions are the same, in little time.
 */
export function predictionError(outputs: ArrayLike<number>, images: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < images.length; index += 97) {
    sum += ((outputs[index] ?? Number.NaN) - (images[index] ?? 0) / 255) ** 2;
    count++;
  }
  return sum / count;
}
