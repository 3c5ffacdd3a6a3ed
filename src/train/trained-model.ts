import type { BytesSource } from "../data/bytes.js";
import { type Dataset, type ImagePixels, sizeOf, type ValuesLike } from "../data/dataset.js";
import { checkOptions } from "../data/known-options.js";
import type { Preparation } from "../data/preparation/preparation.js";
import { ArgumentError, kindOf, shown } from "../errors.js";
import type { Network } from "../model/network.js";
import { summarize } from "../model/summary.js";
import type { Tensor } from "../model/tensor.js";
import { ARENAS, type Level } from "../plan/plan.js";
import type { TunedLevel } from "../plan/tuned-level.js";
import type { Gpu } from "../runtime/gpu/device.js";
import { BatchRun, meansOf } from "./batches.js";
import { fitEvents } from "./fit.js";
import type { Control } from "./fit-run.js";
import type { History, TrainingEvent } from "./history.js";
import type { ModelOnGpu } from "./model.js";
import { modelBytes, openFile, type SavedState } from "./model-file.js";
import {
  type BatchOptions,
  type EvaluateOptions,
  type FitOptions,
  type GpuTensor,
  type PredictOptions,
  positiveInteger,
  type SaveOptions,
  samplesFor,
} from "./options.js";
import { predictBatches } from "./predict.js";
import { targetedSamples } from "./targets.js";

const DEFAULT_BATCH = 256;

/** What autoencoders and classifiers have in common: weights on a GPU, and everything that trains and uses them. */
export abstract class TrainedModel {
  private control: Control | undefined;
  private disposed = false;
  /** Work that still needs the model's memory. */
  private underWay = 0;

  /** @throws {ArgumentError} for options, as a class's `new` takes them elsewhere */
  protected constructor(protected readonly model: ModelOnGpu) {
    if (model?.memory) return;
    throw new ArgumentError(
      "A GPU must be waited for: write await Autoencoder.create(options), or Classifier's, without new.",
    );
  }

  /** What defines the model: its own JSON. */
  abstract get description(): object;

  /** What a user should hear about a model that is valid but will disappoint. */
  abstract get warnings(): string[];

  /** The GPU it computes on. */
  get gpu(): Gpu {
    return this.model.gpu;
  }

  /** The level asked for; `"auto"` leaves the choice to each `fit`. */
  get level(): Level | TunedLevel | "auto" {
    return this.model.level;
  }

  /** The optimizer's learning rate; a new one takes effect with the next epoch. */
  get learningRate(): number {
    return this.model.progress.learningRate;
  }

  /** @throws {ArgumentError} unless it is a finite number above 0 */
  set learningRate(value: number) {
    if (!Number.isFinite(value) || value <= 0) {
      throw new ArgumentError(`learningRate must be a finite number above 0; got ${shown(value)}.`);
    }
    this.model.progress.learningRate = value;
  }

  /**
   * Trains the model, and resolves with Keras's `History`: an autoencoder to give back what it is given, or the targets where
   * there are such, a classifier to give the samples' labels.
   *
   * Data are samples row after row: bytes are scaled by 1/255 on the GPU, floats taken as they are. They are copied before
   * `fit` returns its promise.
   * @throws {ArgumentError}, {@link ShapeError}, {@link DataError} before anything is changed
   * @throws {NumericalError} when the loss stops being finite; the model then has the last good weights
   * @throws the signal's reason, when it aborts
   */
  async fit(data: Dataset | ValuesLike, options: FitOptions = {}): Promise<History> {
    const events = this.fitEvents(data, options);
    while (true) {
      const { done, value } = await events.next();
      if (done) return value;
    }
  }

  /**
   * `fit` as a sequence of events, for a page or a progress bar. Leaving the loop ends training at a step boundary. The data
   * are copied when the first event is asked for.
   */
  async *fitEvents(data: Dataset | ValuesLike, options: FitOptions = {}): AsyncGenerator<TrainingEvent, History> {
    this.check();
    if (this.control) throw new ArgumentError("The model is being trained; await that, or call stopTraining(), first.");
    const control = { stopRequested: false };
    this.control = control;
    this.underWay++;
    const { preparation } = this.description as { preparation?: Preparation };
    const { progress } = this.model;
    const events = fitEvents(this.model, data, options, control, preparation);
    // Steps taken when the weights were last said to be others.
    let told = Number.NaN;
    const tell = () => {
      if (told !== progress.iterations) this.weightsChanged();
      told = progress.iterations;
    };
    try {
      while (true) {
        const { done, value } = await events.next();
        if (done) return value;
        tell();
        for (const callback of options.callbacks ?? []) {
          const given: unknown = await callback(value, this);
          // One that was not called gives it at the first event; what another gives later is its own affair.
          if (typeof given !== "function" || value.type !== "begin") continue;
          throw new ArgumentError(
            "A callback gave a function back: call what makes one, callbacks: [terminateOnNaN()].",
          );
        }
        yield value;
      }
    } finally {
      // However it ends, and also when whoever takes the events leaves: what the run has on the GPU is freed.
      try {
        await events.return(undefined as never);
      } finally {
        if (!Number.isNaN(told)) tell();
        this.control = undefined;
        this.done();
      }
    }
  }

  /** Forgets what was true of other weights. */
  protected weightsChanged(): void {}

  /** Ends training at a step boundary; `fit` then resolves with the history so far. */
  stopTraining(): void {
    if (this.control) this.control.stopRequested = true;
  }

  /** The mean loss and metrics over the samples, as reported after each epoch for validation data. */
  async evaluate(
    data: Dataset | ValuesLike,
    options: EvaluateOptions = {},
  ): Promise<{ loss: number; [metric: string]: number }> {
    return this.using(async () => {
      const batchSize = this.batchSize("evaluate", options, ["targets", "sampleWeight"]);
      const samples = targetedSamples(this.model.network, data, "The data", options);
      const run = await BatchRun.open(this.model, "evaluate", samples, batchSize);
      try {
        const { signal } = options;
        const { values } = await meansOf(run, () => !signal?.aborted);
        signal?.throwIfAborted();
        return values;
      } finally {
        run.dispose();
      }
    });
  }

  /** The table that Keras's `summary()` prints. */
  summary(): string {
    return summarize(this.model.network, this.model.label);
  }

  /** All weights by name: `encoder.0.kernel` `[inputs, units]`, `encoder.0.bias` `[units]`, … */
  async getWeights(): Promise<Record<string, Tensor>> {
    return this.using(() => this.model.memory.read(ARENAS.weights));
  }

  /**
   * Sets all weights; the optimizer's state stays as it is. Nothing changes unless every tensor fits.
   * @throws {ShapeError} for a missing, unknown or misshapen tensor, {@link DataError} for a value that is not finite
   */
  async setWeights(weights: Readonly<Record<string, Tensor>>): Promise<void> {
    this.check();
    this.model.memory.setWeights(Object(weights));
    this.weightsChanged();
  }

  /** The model as a safetensors file: the weights, and the description as JSON in its metadata. */
  async save(options: SaveOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    this.check();
    checkOptions("save", options, ["optimizer"]);
    const { memory, progress } = this.model;
    if (!options.optimizer)
      return modelBytes(this.description, { arenas: { [ARENAS.weights]: await this.getWeights() } });
    const arenas = await this.using(() => memory.readAll());
    return modelBytes(this.description, { arenas, progress });
  }

  /**
   * A model from its file.
   * @param read checks the description in it
   * @param network what it describes, which all of the file is held against before memory of its size is asked for
   * @param create builds the model
   * @throws {FormatError} when the bytes are not such a file, {@link ShapeError} when the weights do not fit the description
   */
  protected static async restored<D, M extends TrainedModel>(
    source: BytesSource,
    read: (json: never) => D,
    network: (description: D) => Network,
    create: (description: D) => Promise<M>,
  ): Promise<M> {
    const bytes =
      source instanceof Uint8Array ? source : await (await import("../data/bytes.js")).readBytes(source, "The model");
    const { description, state } = openFile(bytes, read, network);
    const model = await create(description);
    try {
      model.restore(state);
      return model;
    } catch (cause) {
      model.dispose();
      throw cause;
    }
  }

  /**
   * Frees all GPU memory, and the device if it was requested for this model alone: at once, or when the work under way has
   * ended; training is stopped.
   */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.stopTraining();
    if (this.underWay === 0) this.model.dispose();
  }

  /** Does work for which the model's memory must stay. */
  private async using<Result>(work: () => Promise<Result>): Promise<Result> {
    this.check();
    this.underWay++;
    try {
      return await work();
    } finally {
      this.done();
    }
  }

  private done(): void {
    this.underWay--;
    if (this.underWay === 0 && this.disposed) this.model.dispose();
  }

  /** Takes the weights of a file, which it was held against, and the state of training where the file has that. */
  private restore({ arenas, progress }: SavedState): void {
    this.model.memory.write(arenas);
    if (progress) Object.assign(this.model.progress, progress);
  }

  /** Runs samples of `inputShape` through part of the network: results `[count, …outputShape]`. */
  protected async run(
    kind: "predict" | "encode" | "decode",
    data: Dataset | ValuesLike | ImagePixels,
    { inputShape, outputShape, what }: { inputShape: readonly number[]; outputShape: readonly number[]; what: string },
    options: PredictOptions,
  ): Promise<Tensor>;
  protected async run(
    kind: "predict" | "encode" | "decode",
    data: Dataset | ValuesLike | ImagePixels,
    { inputShape, outputShape, what }: { inputShape: readonly number[]; outputShape: readonly number[]; what: string },
    options: PredictOptions,
  ): Promise<Tensor | GpuTensor> {
    return this.using(async () => {
      const batchSize = this.batchSize(kind, options, ["keepOnGpu"]);
      const size = sizeOf(inputShape);
      const { keepOnGpu = false, signal } = options;
      const given = isPixels(data) ? (await import("../data/pixels.js")).sampleOfPixels(data, size) : data;
      const samples = samplesFor(size, given, what);
      const batches = { batchSize, signal };
      if (!keepOnGpu) return predictBatches(this.model, kind, samples, outputShape, batches);
      return (await import("./keep-on-gpu.js")).predictOnGpu(this.model, kind, samples, outputShape, batches);
    });
  }

  private batchSize(method: string, options: BatchOptions, others: readonly string[] = []): number {
    checkOptions(method, options, ["batchSize", "signal", ...others]);
    const { batchSize = DEFAULT_BATCH } = options;
    return positiveInteger("batchSize", batchSize);
  }

  private check(): void {
    if (this.disposed) throw new ArgumentError("The model was disposed of; create or load it again.");
    this.gpu.check();
  }
}

const isPixels = (data: Dataset | ValuesLike | ImagePixels): data is ImagePixels =>
  kindOf((data as ImagePixels | undefined)?.data) === "Uint8ClampedArray";
