import type { Dataset } from "../../data/dataset.js";
import { ArgumentError, FormatError } from "../../errors.js";
import { networkOf } from "../../model/description.js";
import { LOSS_NAMES } from "../keras/names.js";
import { writeKeras } from "../keras/write.js";
import { pytorch } from "../pytorch/pytorch.js";
import type { ExportedFile, SavedModel } from "../saved-model.js";
import { dataFile, stepsFile, type Tolerance } from "./arrays.js";
import { type Batches, type NextStep, nextSteps } from "./next-steps.js";
import { filled } from "./python.js";
import { readme } from "./readme.js";
import { KERAS_REQUIREMENTS, PYTORCH_REQUIREMENTS } from "./requirements.js";
import trainKeras from "./train-keras.py?raw";
import trainPytorch from "./train-pytorch.py?raw";

/** What training goes on with elsewhere. */
export interface ProjectOptions extends Batches {
  /** What training goes on with, prepared as the model has learnt it. */
  readonly train: Dataset;
  /** What it is validated on after each epoch; default: nothing. */
  readonly validation?: Dataset;
  /** Epochs in all, unless the command says otherwise. */
  readonly epochs: number;
  /** The losses of the next steps as they are here, in 32 bits: so many steps are checked there. */
  readonly losses: Float32Array;
}

/** What an implementation in 32 bits may be off by, in times of what ours is. */
const TIMES = 10;
/** Or so much of a loss, some hundred roundings, where ours is fortunate: Keras's cross-entropy is of probabilities, ours of logits. */
const LEAST = 1e-5;
/** Losses further off are not those of the model. */
const FURTHEST = 1e-3;
/** In 64 bits: what a float32 can just show. Keras tells its losses as such. */
const ALLOWED_EXACT = 1e-7;

/**
 * How far losses elsewhere may be off. That the rule is the same shows in 64 bits. In 32 bits rounding errs by another amount in
 * every program, since sums have another order, and training amplifies it; ours is measured, at the worst of all steps.
 * @throws {ArgumentError} when the losses cannot be those of the steps
 */
function toleranceOf(steps: readonly NextStep[], losses: Float32Array): Tolerance {
  const shares = steps.map(({ exact }, index) => Math.abs((losses[index] ?? Number.NaN) - exact) / Math.abs(exact));
  const furthest = Math.max(...shares);
  if (!(furthest <= FURTHEST)) {
    throw new ArgumentError(
      `The losses given are up to ${furthest.toExponential(1)} of a loss from those that the next steps have in float64; give those ` +
        "of the next steps. Where they are, rounding alone drives this training: lower the learning rate.",
    );
  }
  return { furthest, allowed: Math.max(LEAST, TIMES * furthest), allowed_exact: ALLOWED_EXACT };
}

/**
 * A project that goes on with training in another framework: the model with the optimizer's state, the data, the steps that it
 * would take next here, and a program that takes them there.
 * @throws {ArgumentError} for a model without the optimizer's state, {@link FormatError} for what the framework does not have
 */
export async function projectOf(
  model: SavedModel,
  format: "keras" | "pytorch",
  { train, validation, batchSize, shuffle, epochs, losses }: ProjectOptions,
): Promise<ExportedFile[]> {
  const { description, training } = model;
  if (!training) {
    throw new ArgumentError("The model has no state of its optimizer to go on from. Save it with { optimizer: true }.");
  }
  const isKeras = format === "keras";
  const { optimizer, input, loss, seed } = description;
  if (isKeras && "epsilonAfterCorrection" in optimizer && optimizer.epsilonAfterCorrection) {
    throw new FormatError(
      `Keras's ${optimizer.type === "adam" ? "Adam" : "AdamW"} adds epsilon before it corrects its bias, the model's optimizer after: ` +
        "training would go on by another rule. Export it for PyTorch, which has the same.",
    );
  }
  const steps = await nextSteps({ ...model, training }, train, { batchSize, shuffle }, losses.length);
  const tolerance = toleranceOf(steps, losses);
  const random = steps.some(({ draws }) => draws.length > 0);
  const layout = isKeras ? "channelsLast" : "channelsFirst";
  const constants = {
    BATCH_SIZE: `${batchSize}`,
    EPOCHS: `${epochs}`,
    SHUFFLE: shuffle ? "True" : "False",
    SEED: `${seed}`,
    ...(isKeras && { OUTPUT_SHAPE: tuple(networkOf(description).outputShape) }),
    ...(isKeras && train.mask && { LOSS: JSON.stringify(LOSS_NAMES[loss]) }),
  };
  const parts = [random ? "random" : "plain", ...(train.mask ? ["masked"] : [])];
  const facts = { format, batchSize, random, tolerance, ...training, samples: train.count, steps: losses.length };
  const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });
  return [
    ...(isKeras ? writeKeras(model, "autoencoder") : await pytorch.write(model, "autoencoder")),
    { name: "train.npz", bytes: dataFile(train, input, layout) },
    ...(validation ? [{ name: "validation.npz", bytes: dataFile(validation, input, layout) }] : []),
    { name: "steps.npz", bytes: stepsFile(steps, losses, tolerance, layout) },
    text("train.py", filled(isKeras ? trainKeras : trainPytorch, { constants, parts })),
    text("requirements.txt", isKeras ? KERAS_REQUIREMENTS : PYTORCH_REQUIREMENTS),
    text("README.md", readme({ ...facts, validation: validation !== undefined })),
  ];
}

const tuple = (lengths: readonly number[]) => `(${lengths.join(", ")}${lengths.length === 1 ? "," : ""})`;
