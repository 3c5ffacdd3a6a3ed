import { networkOf } from "../../src/model/description.js";
import type { Gpu } from "../../src/runtime/gpu/device.js";
import { Autoencoder } from "../../src/train/autoencoder.js";
import { BatchRun } from "../../src/train/batches.js";
import { openModel } from "../../src/train/model.js";
import { ImpossibleError } from "../rounds.js";
import { PIXELS, predictionError, type Work } from "../work.js";
import type { Contender, Run } from "./contender.js";
import { openProduct } from "./isthmus-product.js";
import type { Manner } from "./names.js";

/** Steps from one end of the epoch to the next: as many as keep the drained pipeline there out of the picture. */
const STEPS_AN_EPOCH = 256;

/** Isthmus at one level, in one precision. */
export function isthmus(manner: Manner, openGpu: () => Promise<Gpu>): Contender {
  return {
    prepare: async (work) => {
      const gpu = await openGpu();
      if (manner.precision === "mixed" && !gpu.device.features.has("shader-f16")) {
        gpu.dispose();
        throw new ImpossibleError("the adapter has no shader-f16");
      }
      return work.workload.kind === "predict" ? predicting(work, manner, gpu) : training(work, manner, gpu);
    },
    prepareProduct: async (product) => openProduct(product, manner.level, await openGpu()),
  };
}

/** What `fit` does within an epoch, without its set-up and its checkpoints. */
async function training({ description, images, workload }: Work, manner: Manner, gpu: Gpu): Promise<Run> {
  const model = await openModel(networkOf(description), { ...manner, gpu });
  const rows = workload.images;
  const count = STEPS_AN_EPOCH * rows;
  const run = await BatchRun.open(model, "train", { data: images, count }, rows);
  // An epoch that goes round the images as often as it takes.
  run.setOrder(Uint32Array.from({ length: count }, (_, row) => row % (images.length / PIXELS)));
  let next = 0;
  return {
    step: async (wanted) => {
      let loss = Number.NaN;
      for (let left = wanted; left > 0; ) {
        const steps = run.trainingSteps().slice(next, next + left);
        for await (const { losses } of run.run(undefined, steps)) loss = losses.at(-1) ?? Number.NaN;
        left -= steps.length;
        next = (next + steps.length) % run.steps.length;
      }
      return loss;
    },
    dispose: () => {
      run.dispose();
      model.dispose();
      gpu.dispose();
    },
  };
}

/** The public `predict`, bytes in and floats out. */
async function predicting({ description, images }: Work, manner: Manner, gpu: Gpu): Promise<Run> {
  const model = await Autoencoder.create({ ...description, ...manner, gpu });
  return {
    step: async (count) => {
      let error = Number.NaN;
      for (let done = 0; done < count; done++) {
        const outputs = await model.predict(images);
        if (done === count - 1) error = predictionError(outputs.data, images);
      }
      return error;
    },
    dispose: () => {
      model.dispose();
      gpu.dispose();
    },
  };
}
