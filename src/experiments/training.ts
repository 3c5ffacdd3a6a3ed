import {
  Autoencoder,
  type AutoencoderOptions,
  adam,
  type CallbackModel,
  type Classifier,
  type Dataset,
  type History,
} from "../index.js";
import type { ExperimentContext } from "./experiment.js";

/** A model of an experiment: the context says on which GPU and from which seed. */
export type Model = Omit<AutoencoderOptions, "gpu" | "tuning" | "seed">;

/** Where an experiment's models live, and what they begin with. */
export function placeOf({ gpu, tuning, seed }: ExperimentContext) {
  return { gpu, seed, tuning };
}

/** Makes a model, works with it and frees it, whatever happens. */
export async function withModel<Result>(
  context: ExperimentContext,
  options: Model,
  work: (model: Autoencoder) => Promise<Result>,
): Promise<Result> {
  const model = await Autoencoder.create({ ...options, ...placeOf(context) });
  try {
    return await work(model);
  } finally {
    model.dispose();
  }
}

/** The model as it is; for a quick run with Adam in haste, for in a few hundred steps Adadelta has hardly begun. */
export function hastened(options: Model, quick: boolean): Model {
  return quick ? { ...options, optimizer: adam({ learningRate: 0.003 }) } : options;
}

export interface Training {
  readonly data: Dataset;
  readonly validationData?: Dataset;
  readonly epochs: number;
  readonly batchSize: number;
  /** For the progress line: `Training with mean squared error`. */
  readonly doing: string;
  /** Which part of the whole experiment this is: from, to, both in 0…1. */
  readonly part: readonly [from: number, to: number];
  /** Called when an epoch is done, before the next one begins. */
  readonly afterEpoch?: (model: CallbackModel) => Promise<void>;
}

/** Trains a model, and tells of each epoch. */
export async function train(
  context: ExperimentContext,
  model: Autoencoder | Classifier,
  training: Training,
): Promise<History> {
  const { data, validationData, epochs, batchSize, doing, part, afterEpoch } = training;
  const [from, to] = part;
  context.report({ doing, fraction: from });
  return model.fit(data, {
    epochs,
    batchSize,
    ...(validationData && { validationData }),
    ...(context.signal && { signal: context.signal }),
    callbacks: [
      async (event, trained) => {
        if (event.type !== "epoch") return;
        const { loss, val_loss } = event.logs;
        const held = val_loss === undefined ? "" : `, on test images ${val_loss.toFixed(4)}`;
        const detail = `epoch ${event.epoch} of ${epochs}, loss ${loss.toFixed(4)}${held}`;
        context.report({ doing, detail, fraction: from + ((to - from) * event.epoch) / epochs });
        await afterEpoch?.(trained);
      },
    ],
  });
}
