import { type Dataset, sizeOf, type Values } from "../data/dataset.js";
import { NumericalError } from "../errors.js";
import { ARENAS } from "../plan/plan.js";
import type { Checkpoint } from "../runtime/gpu/memory.js";
import { BatchRun, meanLoss, WeightedMean } from "./batches.js";
import type { EpochEvent, History, Logs, StepEvent, TrainingEvent } from "./history.js";
import type { ModelOnGpu } from "./model.js";
import { checkTargets, type FitOptions, fitSettings, samplesFor } from "./options.js";
import { shuffledOrder } from "./shuffle.js";
import { levelFor } from "./tune.js";

/** What can end training early from outside: asked before every submit. */
export interface Control {
  stopRequested: boolean;
}

/**
 * Trains on the GPU and yields what happens; returns the history. Whoever leaves the loop early ends training at a
 * step boundary, with the weights as they are.
 */
export async function* fitEvents(
  model: ModelOnGpu,
  data: Dataset | Values,
  options: FitOptions,
  control: Control,
): AsyncGenerator<TrainingEvent, History> {
  const settings = fitSettings(options);
  const train = samplesOf(model, data, "The training data");
  const validation = settings.validationData && samplesOf(model, settings.validationData, "The validation data");
  settings.signal?.throwIfAborted();
  const run = new FitRun(model, train, validation, settings, control);
  try {
    return yield* run.events();
  } finally {
    run.dispose();
  }
}

function samplesOf(model: ModelOnGpu, data: Dataset | Values, what: string): Dataset {
  const samples = samplesFor(sizeOf(model.description.input), data, what);
  checkTargets(model.description, samples, what);
  return samples;
}

/** One call of `fit`, with everything of its own on the GPU. */
class FitRun {
  private readonly disposables: { dispose(): void }[] = [];
  private readonly losses: number[] = [];
  private readonly validationLosses: number[] = [];
  private stepsAnEpoch = 0;
  /** Where odd and even epochs began: the last one and the one before. */
  private checkpoints: readonly [Checkpoint, Checkpoint] | undefined;

  constructor(
    private readonly model: ModelOnGpu,
    private readonly train: Dataset,
    private readonly validation: Dataset | undefined,
    private readonly settings: ReturnType<typeof fitSettings>,
    private readonly control: Control,
  ) {}

  dispose(): void {
    for (const disposable of this.disposables.reverse()) disposable.dispose();
  }

  async *events(): AsyncGenerator<TrainingEvent, History> {
    const { epochs, batchSize, signal, shuffle } = this.settings;
    const { model, train, validation } = this;
    const level = await levelFor(model, Math.min(batchSize, train.count));
    const training = this.own(await BatchRun.open(model, "train", train, batchSize, level));
    const validating = validation && this.own(await BatchRun.open(model, "evaluate", validation, batchSize));
    const checkpoint = () => this.own(model.memory.checkpoint());
    this.checkpoints = await model.gpu.scoped("Allocating checkpoints", () => [checkpoint(), checkpoint()] as const);

    const steps = training.steps.length;
    const validationSamples = validation?.count ?? 0;
    yield { type: "begin", epochs, steps, batchSize, samples: train.count, validationSamples, level };
    this.stepsAnEpoch = steps;
    let lastEpoch = 0;
    for (let epoch = 1; epoch <= epochs && !this.control.stopRequested; epoch++) {
      const began = performance.now();
      if (shuffle) training.setOrder(shuffledOrder(train.count, model.description.seed, model.epochsTrained + 1));
      this.checkpointOf(epoch).save();
      const mean = new WeightedMean();
      yield* this.steps(epoch, training, mean, began);
      if (mean.samples === 0) break;
      lastEpoch = epoch;
      const trained = performance.now();
      const logs = await this.logs(epoch, steps, mean.value, validating);
      model.epochsTrained++;
      yield epochEvent(epoch, logs, began, trained, mean.samples);
      signal?.throwIfAborted();
    }
    if (lastEpoch > 0) await this.checkWeights(lastEpoch, steps);
    const history = this.history(steps);
    yield { type: "end", history };
    return history;
  }

  /** @throws the signal's reason, once the steps that were submitted are done */
  private async *steps(
    epoch: number,
    training: BatchRun,
    mean: WeightedMean,
    began: number,
  ): AsyncGenerator<StepEvent, void> {
    const { signal } = this.settings;
    const steps = training.steps.length;
    for await (const { first, losses } of training.run(() => !this.control.stopRequested && !signal?.aborted)) {
      for (const [index, loss] of losses.entries()) {
        if (!Number.isFinite(loss)) throw this.diverged(epoch, first + index + 1, `loss became ${loss}`);
        mean.add(loss, training.rowsOf(first + index));
      }
      const seconds = (performance.now() - began) / 1000;
      yield {
        type: "step",
        epoch,
        step: first + losses.length,
        steps,
        loss: mean.value,
        losses: [...losses],
        seconds,
        imagesPerSecond: mean.samples / seconds,
      };
    }
    signal?.throwIfAborted();
  }

  private async logs(epoch: number, step: number, loss: number, validating: BatchRun | undefined): Promise<Logs> {
    const { signal } = this.settings;
    if (!validating) {
      this.losses.push(loss);
      return { loss };
    }
    const validationLoss = await meanLoss(validating, () => !signal?.aborted);
    signal?.throwIfAborted();
    if (!Number.isFinite(validationLoss)) {
      throw this.diverged(epoch, step + 1, `validation loss became ${validationLoss}`);
    }
    this.losses.push(loss);
    this.validationLosses.push(validationLoss);
    return { loss, val_loss: validationLoss };
  }

  /** The last update of all shows in no loss: only in the weights themselves. */
  private async checkWeights(epoch: number, step: number): Promise<void> {
    const weights = await this.model.memory.read(ARENAS.weights);
    for (const [name, { data }] of Object.entries(weights)) {
      const bad = data.find((value) => !Number.isFinite(value));
      if (bad !== undefined) throw this.diverged(epoch, step + 1, `weight ${name} became ${bad}`);
    }
  }

  /**
   * Goes back to weights whose loss was finite: those the epoch began with; but where already its first step's loss is
   * not finite, those are bad too, and the ones the epoch before began with are taken.
   * @param step the step, from 1, that first saw weights that are not finite; the one before had made them so
   */
  private diverged(epoch: number, step: number, what: string): NumericalError {
    const good = step === 1 && epoch > 1 ? epoch - 1 : epoch;
    this.checkpointOf(good).restore();
    const seen = Math.min(step, this.stepsAnEpoch);
    return new NumericalError(
      `The ${what} in epoch ${epoch}, step ${seen}. The model has the weights and the optimizer's state from the ` +
        `beginning of epoch ${good} again. Lower the learning rate (now ` +
        `${this.model.description.optimizer.learningRate}), or look for extreme values in the data.`,
      epoch,
      seen,
    );
  }

  private history(steps: number): History {
    const { epochs, batchSize } = this.settings;
    return {
      epoch: this.losses.map((_, index) => index),
      history: { loss: this.losses, ...(this.validation && { val_loss: this.validationLosses }) },
      params: { epochs, steps, batchSize },
      stopped: this.control.stopRequested,
    };
  }

  private checkpointOf(epoch: number): Checkpoint {
    const checkpoint = this.checkpoints?.[epoch % 2];
    if (!checkpoint) throw new Error("Training has not begun.");
    return checkpoint;
  }

  private own<T extends { dispose(): void }>(disposable: T): T {
    this.disposables.push(disposable);
    return disposable;
  }
}

function epochEvent(epoch: number, logs: Logs, began: number, trained: number, samples: number): EpochEvent {
  const seconds = (performance.now() - began) / 1000;
  return { type: "epoch", epoch, logs, seconds, imagesPerSecond: (1000 * samples) / (trained - began) };
}
