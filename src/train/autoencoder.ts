import { type Dataset, sizeOf, type Values } from "../data/dataset.js";
import { ArgumentError, FormatError, IsthmusError } from "../errors.js";
import { decodeSafetensors, encodeSafetensors } from "../formats/safetensors.js";
import { codeShape, type Description, describe, modelWarnings } from "../model/description.js";
import { summarize } from "../model/summary.js";
import type { Tensor } from "../model/tensor.js";
import type { Level } from "../plan/plan.js";
import { ARENAS } from "../plan/plan.js";
import type { Gpu } from "../runtime/gpu/device.js";
import { BatchRun, meanLoss } from "./batches.js";
import { type Control, fitEvents } from "./fit.js";
import type { History, TrainingEvent } from "./history.js";
import { type AutoencoderOptions, type ModelOnGpu, openModel, type RuntimeOptions } from "./model.js";
import { type BatchOptions, checkTargets, type FitOptions, positiveInteger, samplesFor } from "./options.js";
import { predictBatches } from "./predict.js";

const METADATA_KEY = "isthmus";
const DEFAULT_BATCH = 256;

/**
 * An autoencoder with its weights on a GPU. It holds GPU memory until `dispose()`.
 *
 * Every method that reaches the GPU rejects with a `DeviceLostError` when the GPU is gone.
 */
export class Autoencoder {
  private control: Control | undefined;
  private disposed = false;

  private constructor(private readonly model: ModelOnGpu) {}

  /**
   * Builds a model with freshly initialised weights: kernels glorot-uniform from the seed, biases zero.
   * @throws {ArgumentError} for options that are not valid, {@link ShapeError} for layers that do not meet,
   * {@link GpuUnavailableError} where there is no WebGPU, {@link GpuError} when the model does not fit on it
   */
  static async create(options: AutoencoderOptions): Promise<Autoencoder> {
    return new Autoencoder(await openModel(options));
  }

  /**
   * A model from the bytes that `save()` gave.
   * @throws {FormatError} when they are not such a file, {@link ShapeError} when the weights do not fit the description
   */
  static async load(bytes: Uint8Array, options: RuntimeOptions = {}): Promise<Autoencoder> {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const model = await Autoencoder.create({ ...descriptionIn(metadata), ...options });
    try {
      await model.setWeights(tensors);
      return model;
    } catch (cause) {
      model.dispose();
      throw cause;
    }
  }

  /** What defines the model: its own JSON. */
  get description(): Description {
    return this.model.description;
  }

  /** The GPU it computes on. */
  get gpu(): Gpu {
    return this.model.gpu;
  }

  /** The level asked for; `"auto"` leaves the choice to each `fit`. */
  get level(): Level | "auto" {
    return this.model.level;
  }

  /** What a user should hear about a model that is valid but will disappoint. */
  get warnings(): string[] {
    return modelWarnings(this.description);
  }

  /**
   * Trains the model to give back what it is given, and resolves with Keras's `History`.
   *
   * Data are samples row after row: bytes are scaled by 1/255 on the GPU, floats taken as they are.
   * @throws {ArgumentError}, {@link ShapeError}, {@link DataError} before anything is changed
   * @throws {NumericalError} when the loss stops being finite; the model then has the last good weights
   * @throws the signal's reason, when it aborts
   */
  async fit(data: Dataset | Values, options: FitOptions = {}): Promise<History> {
    const events = this.fitEvents(data, options);
    while (true) {
      const { done, value } = await events.next();
      if (done) return value;
    }
  }

  /**
   * `fit` as a sequence of events, for a page or a progress bar. Leaving the loop ends training at a step boundary.
   */
  async *fitEvents(data: Dataset | Values, options: FitOptions = {}): AsyncGenerator<TrainingEvent, History> {
    this.check();
    if (this.control) throw new ArgumentError("The model is being trained; await that, or call stopTraining(), first.");
    const control = { stopRequested: false };
    this.control = control;
    try {
      const events = fitEvents(this.model, data, options, control);
      while (true) {
        const { done, value } = await events.next();
        if (done) return value;
        try {
          for (const callback of options.callbacks ?? []) await callback(value);
          yield value;
        } catch (cause) {
          await events.return(undefined as never);
          throw cause;
        }
      }
    } finally {
      this.control = undefined;
    }
  }

  /** Ends training at a step boundary; `fit` then resolves with the history so far. */
  stopTraining(): void {
    if (this.control) this.control.stopRequested = true;
  }

  /** The mean loss over the samples, as reported after each epoch for validation data. */
  async evaluate(data: Dataset | Values, options: BatchOptions = {}): Promise<{ loss: number }> {
    this.check();
    const samples = samplesFor(sizeOf(this.description.input), data, "The data");
    checkTargets(this.description, samples, "The data");
    const run = await BatchRun.open(this.model, "evaluate", samples, this.batchSize(options));
    try {
      return { loss: await meanLoss(run) };
    } finally {
      run.dispose();
    }
  }

  /** What the model makes of the samples: `[count, …input]`. */
  async predict(data: Dataset | Values, options: BatchOptions = {}): Promise<Tensor> {
    return this.run("predict", data, this.description.input, options);
  }

  /** The samples' codes: `[count, …code]`. */
  async encode(data: Dataset | Values, options: BatchOptions = {}): Promise<Tensor> {
    return this.run("encode", data, codeShape(this.description), options);
  }

  /** What the decoder makes of codes `[count, …code]`. */
  async decode(codes: Tensor | Float32Array, options: BatchOptions = {}): Promise<Tensor> {
    this.check();
    const data = codes instanceof Float32Array ? codes : codes?.data;
    if (!(data instanceof Float32Array)) throw new ArgumentError("The codes must be a Float32Array or a Tensor.");
    const samples = samplesFor(sizeOf(codeShape(this.description)), data, "The code data");
    return predictBatches(this.model, "decode", samples, this.description.input, this.batchSize(options));
  }

  /** The table that Keras's `summary()` prints. */
  summary(): string {
    return summarize(this.description);
  }

  /** All weights by name: `encoder.0.kernel` `[inputs, units]`, `encoder.0.bias` `[units]`, … */
  async getWeights(): Promise<Record<string, Tensor>> {
    this.check();
    return this.model.memory.read(ARENAS.weights);
  }

  /**
   * Sets all weights; the optimizer's state stays as it is. Nothing changes unless every tensor fits.
   * @throws {ShapeError} for a missing, unknown or misshapen tensor, {@link DataError} for a value that is not finite
   */
  async setWeights(weights: Readonly<Record<string, Tensor>>): Promise<void> {
    this.check();
    this.model.memory.setWeights(weights);
  }

  /** The model as a safetensors file: the weights, and the description as JSON in its metadata. */
  async save(): Promise<Uint8Array> {
    const weights = await this.getWeights();
    return encodeSafetensors(weights, { format: "isthmus", [METADATA_KEY]: JSON.stringify(this.description) });
  }

  /** Frees all GPU memory, and the device if it was requested for this model alone. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.stopTraining();
    this.model.dispose();
  }

  private async run(
    kind: "predict" | "encode",
    data: Dataset | Values,
    shape: readonly number[],
    options: BatchOptions,
  ): Promise<Tensor> {
    this.check();
    const samples = samplesFor(sizeOf(this.description.input), data, "The data");
    return predictBatches(this.model, kind, samples, shape, this.batchSize(options));
  }

  private batchSize({ batchSize = DEFAULT_BATCH }: BatchOptions): number {
    return positiveInteger("batchSize", batchSize);
  }

  private check(): void {
    if (this.disposed) throw new ArgumentError("The model was disposed of; create or load it again.");
    this.gpu.check();
  }
}

function descriptionIn(metadata: Readonly<Record<string, string>>): Description {
  const json = metadata[METADATA_KEY];
  if (json === undefined) {
    throw new FormatError(
      `The file has weights but no description of their model (no "${METADATA_KEY}" in its metadata). ` +
        "Create the model and give it the weights with setWeights().",
    );
  }
  try {
    return describe(JSON.parse(json));
  } catch (cause) {
    const reason = cause instanceof IsthmusError || cause instanceof SyntaxError ? cause.message : String(cause);
    throw new FormatError(`The file's description of its model is not valid: ${reason}`, { cause });
  }
}
