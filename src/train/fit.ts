import type { Dataset, ValuesLike } from "../data/dataset.js";
import type { Preparation } from "../data/preparation/preparation.js";
import { ArgumentError } from "../errors.js";
import { DataOnGpu } from "./data-on-gpu.js";
import type { Control } from "./fit-run.js";
import type { History, TrainingEvent } from "./history.js";
import type { ModelOnGpu } from "./model.js";
import type { FitOptions } from "./options.js";
import { targetedSamples } from "./targets.js";

/**
 * Trains on the GPU and yields what happens; returns the history. Whoever leaves the loop early ends training at a
 * step boundary, with the weights as they are.
 */
export async function* fitEvents(
  model: ModelOnGpu,
  data: Dataset | ValuesLike,
  options: FitOptions,
  control: Control,
  preparation?: Preparation,
): AsyncGenerator<TrainingEvent, History> {
  const { signal }: FitOptions = Object(options);
  let samples: ReturnType<typeof samplesOf>;
  try {
    samples = samplesOf(model, data, Object(options));
  } catch (cause) {
    // Where the options are wrong as well, they are what is to be mended first: fit(x, x), without x as its own target.
    (await import("./fit-settings.js")).fitSettings(options, model.network.target);
    throw cause;
  }
  const { train, validation } = samples;
  if (signal?.aborted) throw signal.reason;
  const labels = train.labels?.slice();
  const copies: DataOnGpu[] = [];
  const copied = (kind: "train" | "evaluate", samples: Dataset) => {
    const copy = new DataOnGpu(model, kind, samples);
    copies.push(copy);
    return copy;
  };
  try {
    // Copied before anything is waited for: what becomes of the caller's arrays from then on changes nothing.
    const onGpu = await model.gpu.scoped(`Allocating ${model.label}/train`, () => ({
      train: copied("train", train),
      validation: validation && copied("evaluate", validation),
      labels,
      preparation,
    }));
    const { FitRun } = await import("./fit-run.js");
    const run = new FitRun(model, onGpu, options, control);
    try {
      return yield* run.events();
    } finally {
      run.dispose();
    }
  } finally {
    for (const copy of copies) copy.dispose();
  }
}

/** What is trained on, and validated, held against the model. */
function samplesOf({ network }: ModelOnGpu, data: Dataset | ValuesLike, options: FitOptions) {
  const { validationData } = options;
  const train = targetedSamples(network, data, "The training data", options, true);
  const validation = validationData && targetedSamples(network, validationData, "The validation data");
  if (validation && train.targets && !validation.targets) {
    throw new ArgumentError(
      "The training data have targets, the validation data none. Give validationData as a Dataset with targets.",
    );
  }
  return { train, validation };
}
