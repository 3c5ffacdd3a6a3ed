import type { Preparation } from "../data/preparation/preparation.js";
import { NumericalError } from "../errors.js";
import { ARENAS } from "../plan/plan.js";
import type { Checkpoint } from "../runtime/gpu/memory.js";
import { BatchRun, meansOf, WeightedMeans } from "./batches.js";
import type { DataOnGpu } from "./data-on-gpu.js";
import { fitSettings } from "./fit-settings.js";
import { divergedEvent, epochEvent, type History, type Logs, type StepEvent, type TrainingEvent } from "./history.js";
import { kernelsIn, levelFor } from "./level.js";
import type { ModelOnGpu, Progress } from "./model.js";
import type { FitOptions } from "./options.js";
import { shuffledOrder } from "./shuffle.js";

/** What can end training early from outside: asked before every submit. */
export interface Control {
  stopRequested: boolean;
}

/** What is trained and validated on, on the GPU. */
export interface TrainingData {
  readonly train: DataOnGpu;
  readonly validation: DataOnGpu | undefined;
  /** Those of the training data. */
  readonly labels: Uint8Array | undefined;
  /** How they were read, where the model knows. */
  readonly preparation: Preparation | undefined;
}

type Done = Pick<Progress, "epochs" | "iterations">;
const NOTHING: Done = { epochs: 0, iterations: 0 };

/** One call of `fit`, with everything of its own on the GPU. What does not train never fetches it. */
export class FitRun {
  private readonly settings: ReturnType<typeof fitSettings>;
  private readonly disposables: { dispose(): void }[] = [];
  private readonly logs: Logs[] = [];
  private stepsAnEpoch = 0;
  /** The epoch's validation, once it is under way. */
  private validated: Promise<WeightedMeans> | undefined;
  private isOver = false;
  /** Drawn ahead, while the GPU works. */
  private nextOrder: { readonly epoch: number; readonly order: Uint32Array<ArrayBuffer> } | undefined;
  /** Where odd and even epochs began: the last one and the one before. */
  private checkpoints: readonly [Checkpoint, Checkpoint] | undefined;
  /** How far the model had come then, likewise. */
  private readonly progress: [done: Done, done: Done] = [NOTHING, NOTHING];

  constructor(
    private readonly model: ModelOnGpu,
    private readonly data: TrainingData,
    options: FitOptions,
    private readonly control: Control,
  ) {
    this.settings = fitSettings(options, model.network.target);
  }

  dispose(): void {
    this.isOver = true;
    for (const disposable of this.disposables.reverse()) disposable.dispose();
  }

  async *events(): AsyncGenerator<TrainingEvent, History> {
    const { epochs, initialEpoch, batchSize } = this.settings;
    const { model } = this;
    const { data, validationData, rows } = await this.divided();
    const samples = rows?.train.length ?? data.count;
    const level = await levelFor(model, Math.min(batchSize, samples), data.traits);
    const training = this.own(await BatchRun.over(model, "train", data, { batchSize, level, rows: rows?.train }));
    const validating =
      validationData &&
      this.own(await BatchRun.over(model, "evaluate", validationData, { batchSize, level, rows: rows?.validation }));
    const checkpoint = () => this.own(model.memory.checkpoint());
    this.checkpoints = await model.gpu.scoped("Allocating checkpoints", () => [checkpoint(), checkpoint()] as const);

    const steps = training.steps.length;
    const validationSamples = validating?.samples ?? 0;
    yield {
      type: "begin",
      epochs,
      initialEpoch,
      steps,
      batchSize,
      samples,
      validationSamples,
      ...kernelsIn(level, model.precision),
    };
    this.stepsAnEpoch = steps;
    try {
      yield* this.epochs(training, validating);
    } catch (cause) {
      if (!(cause instanceof NumericalError)) throw cause;
      this.control.stopRequested = false;
      yield divergedEvent(cause);
      // Set by a callback, at this event: it wants the history.
      if (!this.control.stopRequested) throw cause;
    }
    const history = this.history(steps);
    yield { type: "end", history };
    return history;
  }

  /** The data, and which rows are trained and validated on where they are to be split. */
  private async divided() {
    const { train: data, validation, labels } = this.data;
    const { validationSplit } = this.settings;
    if (!validationSplit) return { data, validationData: validation, rows: undefined };
    const { splitRows } = await import("../data/split.js");
    const rows = splitRows(data.count, labels, validationSplit, this.model.network.seed);
    return { data, validationData: data, rows };
  }

  private async *epochs(training: BatchRun, validating: BatchRun | undefined): AsyncGenerator<TrainingEvent, void> {
    const { epochs, initialEpoch, signal, shuffle } = this.settings;
    const { model } = this;
    const { progress } = model;
    let lastEpoch = 0;
    for (let epoch = initialEpoch + 1; epoch <= epochs && !this.control.stopRequested; epoch++) {
      const began = performance.now();
      if (shuffle) training.setOrder(this.orderOf(progress.epochs + 1, training.samples));
      this.checkpointOf(epoch).save();
      this.progress[epoch % 2] = { epochs: progress.epochs, iterations: progress.iterations };
      const { learningRate } = progress;
      const means = new WeightedMeans();
      yield* this.steps(epoch, training, means, began, validating);
      if (means.samples === 0) break;
      lastEpoch = epoch;
      const trained = performance.now();
      const logs = await this.epochLogs(epoch, means, validating);
      progress.epochs++;
      yield epochEvent(epoch, logs, learningRate, began, trained, means.samples);
      signal?.throwIfAborted();
    }
    if (lastEpoch > 0) await this.checkWeights(lastEpoch, this.stepsAnEpoch);
  }

  /** @throws the signal's reason, once the steps that were submitted are done */
  private async *steps(
    epoch: number,
    training: BatchRun,
    means: WeightedMeans,
    began: number,
    validating: BatchRun | undefined,
  ): AsyncGenerator<StepEvent, void> {
    const { epochs, shuffle, signal } = this.settings;
    const steps = training.trainingSteps();
    const goOn = () => !this.control.stopRequested && !signal?.aborted;
    // Counted when they are submitted: those that nobody waits for any more are taken all the same.
    let submitted = 0;
    const count = (more: number) => {
      this.model.progress.iterations += more;
      submitted += more;
      if (submitted < steps.length) return;
      // The GPU goes on to validate without waiting for the CPU, which has time to draw the next order meanwhile.
      if (validating) this.validated = this.validate(validating);
      if (epoch < epochs && shuffle) this.nextOrder = this.drawn(this.model.progress.epochs + 2, training.samples);
    };
    for await (const finished of training.run(goOn, steps, count)) {
      const { first, losses } = finished;
      for (const [index, loss] of losses.entries()) {
        if (!Number.isFinite(loss)) throw this.diverged(epoch, first + index + 1, `loss became ${loss}`);
        means.add(finished, index, training.rowsOf(first + index));
      }
      const seconds = (performance.now() - began) / 1000;
      yield {
        type: "step",
        epoch,
        step: first + losses.length,
        steps: steps.length,
        loss: means.loss,
        losses: [...losses],
        seconds,
        imagesPerSecond: means.samples / seconds,
      };
    }
    signal?.throwIfAborted();
  }

  /** The samples' order in an epoch of the model's training, from 1. */
  private orderOf(epoch: number, samples: number): Uint32Array<ArrayBuffer> {
    return (this.nextOrder?.epoch === epoch ? this.nextOrder : this.drawn(epoch, samples)).order;
  }

  private drawn(epoch: number, samples: number) {
    return { epoch, order: shuffledOrder(samples, this.model.network.seed, epoch) };
  }

  private async epochLogs(epoch: number, means: WeightedMeans, validating: BatchRun | undefined): Promise<Logs> {
    const { signal } = this.settings;
    const logs: Record<string, number> & { loss: number } = means.values;
    if (validating) {
      const validation = (await (this.validated ?? this.validate(validating))).values;
      this.validated = undefined;
      signal?.throwIfAborted();
      if (!Number.isFinite(validation.loss)) {
        throw this.diverged(epoch, this.stepsAnEpoch + 1, `validation loss became ${validation.loss}`);
      }
      for (const [name, value] of Object.entries(validation)) logs[`val_${name}`] = value;
    }
    this.logs.push(logs);
    return logs;
  }

  private validate(validating: BatchRun): Promise<WeightedMeans> {
    const means = meansOf(validating, () => !this.settings.signal?.aborted && !this.isOver);
    means.catch(() => {}); // awaited when the epoch's training is done, if it comes to that
    return means;
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
    const good = step === 1 && epoch > this.settings.initialEpoch + 1 ? epoch - 1 : epoch;
    this.checkpointOf(good).restore();
    Object.assign(this.model.progress, this.progress[good % 2]);
    const seen = Math.min(step, this.stepsAnEpoch);
    return new NumericalError(
      `The ${what} in epoch ${epoch}, step ${seen}. The model has the weights and the optimizer's state from the ` +
        `beginning of epoch ${good} again. Lower the learning rate (now ` +
        `${this.model.progress.learningRate}), or look for extreme values in the data.`,
      epoch,
      seen,
    );
  }

  private history(steps: number): History {
    const { epochs, initialEpoch, batchSize } = this.settings;
    const history: History["history"] = { loss: [] };
    for (const logs of this.logs) {
      for (const [name, value] of Object.entries(logs)) {
        const values = history[name] ?? [];
        if (value !== undefined) values.push(value);
        history[name] = values;
      }
    }
    if (this.data.validation || this.settings.validationSplit) history.val_loss ??= [];
    return {
      epoch: this.logs.map((_, index) => initialEpoch + index),
      history,
      params: { epochs, steps, batchSize },
      stopped: this.control.stopRequested,
      ...(this.data.preparation && { preparation: this.data.preparation }),
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
