import type { BytesSource } from "../data/bytes.js";
import { arrayOf, type Dataset, type ImagePixels, sizeOf, type ValuesLike, valuesOf } from "../data/dataset.js";
import { checkOptions } from "../data/known-options.js";
import { ArgumentError, FormatError, ShapeError } from "../errors.js";
import { type Description, type DescriptionOptions, describe, modelWarnings, networkOf } from "../model/description.js";
import type { Tensor } from "../model/tensor.js";
import { readThreshold, type Threshold } from "../model/threshold.js";
import type { Detection, ErrorOptions, ReconstructionErrors, ThresholdOptions } from "./detection.js";
import { type ModelOnGpu, openModel, RUNTIME_OPTIONS, type RuntimeOptions } from "./model.js";
import { type GpuTensor, type PredictOptions, samplesFor } from "./options.js";
import { TrainedModel } from "./trained-model.js";

/** Codes as `encode` gives them, or their values alone. */
type Codes = Tensor | Float32Array | readonly number[];

/** What `Autoencoder.create` takes: the model, and where it runs. */
export type AutoencoderOptions = DescriptionOptions & RuntimeOptions;

/**
 * An autoencoder with its weights on a GPU. It holds GPU memory until `dispose()`.
 *
 * Every method that reaches the GPU rejects with a `DeviceLostError` when the GPU is gone.
 */
export class Autoencoder extends TrainedModel {
  private constructor(
    model: ModelOnGpu,
    private described: Description,
  ) {
    super(model);
  }

  /** What defines the model: its own JSON. */
  override get description(): Description {
    return this.described;
  }

  /**
   * Builds a model with freshly initialised weights: kernels glorot-uniform from the seed, biases zero.
   * @throws {ArgumentError} for options that are not valid, {@link ShapeError} for layers that do not meet,
   * {@link GpuUnavailableError} where there is no WebGPU, {@link GpuError} when the model does not fit on it
   */
  static async create(given: AutoencoderOptions): Promise<Autoencoder> {
    const { gpu, level, precision, tuning, ...options }: AutoencoderOptions = Object(given);
    const description = describe(options, RUNTIME_OPTIONS);
    return new Autoencoder(await openModel(networkOf(description), { gpu, level, precision, tuning }), description);
  }

  /**
   * A model from the bytes that `save()` gave: also from a `File` of them, or from what `fetch` answers.
   * @throws {FormatError} when they are not such a file, {@link ShapeError} when the weights do not fit the description,
   * {@link ArgumentError} for options that are not known
   */
  static async load(bytes: BytesSource, options: RuntimeOptions = {}): Promise<Autoencoder> {
    checkOptions("load", options, RUNTIME_OPTIONS);
    const read = (saved: DescriptionOptions) => {
      if ("layers" in saved) throw new FormatError("The file is a classifier's: Classifier.load() opens it.");
      return describe(saved);
    };
    return TrainedModel.restored(bytes, read, networkOf, (saved) => Autoencoder.create({ ...saved, ...options }));
  }

  /** What a user should hear about a model that is valid but will disappoint. */
  override get warnings(): string[] {
    return modelWarnings(this.description);
  }

  /** What the model makes of the samples: `[count, …input]`. */
  predict(data: Dataset | ValuesLike | ImagePixels, options: PredictOptions & { keepOnGpu: true }): Promise<GpuTensor>;
  predict(data: Dataset | ValuesLike | ImagePixels, options?: PredictOptions & { keepOnGpu?: false }): Promise<Tensor>;
  predict(data: Dataset | ValuesLike | ImagePixels, options?: PredictOptions): Promise<Tensor | GpuTensor>;
  async predict(data: Dataset | ValuesLike | ImagePixels, options: PredictOptions = {}): Promise<Tensor | GpuTensor> {
    const { inputShape } = this.model.network;
    return this.run("predict", data, { inputShape, outputShape: inputShape, what: "The data" }, options);
  }

  /** The samples' codes: `[count, …code]`; of a variational model, the means. */
  encode(data: Dataset | ValuesLike | ImagePixels, options: PredictOptions & { keepOnGpu: true }): Promise<GpuTensor>;
  encode(data: Dataset | ValuesLike | ImagePixels, options?: PredictOptions & { keepOnGpu?: false }): Promise<Tensor>;
  encode(data: Dataset | ValuesLike | ImagePixels, options?: PredictOptions): Promise<Tensor | GpuTensor>;
  async encode(data: Dataset | ValuesLike | ImagePixels, options: PredictOptions = {}): Promise<Tensor | GpuTensor> {
    const { inputShape, codeShape } = this.model.network;
    return this.run("encode", data, { inputShape, outputShape: codeShape, what: "The data" }, options);
  }

  /** What the decoder makes of codes `[count, …code]`. @throws {ShapeError} for codes of another shape */
  decode(codes: Codes, options: PredictOptions & { keepOnGpu: true }): Promise<GpuTensor>;
  decode(codes: Codes, options?: PredictOptions & { keepOnGpu?: false }): Promise<Tensor>;
  decode(codes: Codes, options?: PredictOptions): Promise<Tensor | GpuTensor>;
  async decode(codes: Codes, options: PredictOptions = {}): Promise<Tensor | GpuTensor> {
    const values = valuesOf(codes);
    const data = values ?? arrayOf((codes as Tensor | undefined)?.data);
    if (!(data instanceof Float32Array)) {
      throw new ArgumentError("The codes must be a Float32Array, a list of numbers or a Tensor.");
    }
    const { codeShape, inputShape } = this.model.network;
    if (!values) checkCodes(codes as Tensor, codeShape);
    return this.run("decode", data, { inputShape: codeShape, outputShape: inputShape, what: "The code data" }, options);
  }

  /**
   * How far the reconstructions are from the samples: of each sample, each column and, if asked for, each value. Where the data have
   * a mask, values that it calls missing don't count.
   * @throws {DataError} for a sample of which nothing is known, or values that the metric can't measure
   */
  async errors(data: Dataset | ValuesLike, options: ErrorOptions = {}): Promise<ReconstructionErrors> {
    const held = this.held(data);
    return (await import("./detection.js")).reconstructionErrors(this, held, options);
  }

  /** The error above which `detect` calls a sample unusual; it is saved with the model. Other weights drop one that was fitted. */
  get threshold(): Threshold | undefined {
    return this.described.threshold;
  }

  /** @throws {ArgumentError} for one that is not valid */
  set threshold(threshold: Threshold | undefined) {
    const { threshold: _, ...rest } = this.described;
    this.described = threshold ? { ...rest, threshold: readThreshold(threshold) } : rest;
  }

  /**
   * Sets the threshold to a quantile of the errors of these samples, which are mostly normal: the training data, or better some
   * that were kept aside, for what a model was trained on it draws a little better than anything new.
   * @throws {ArgumentError} when the model was trained meanwhile: the threshold would be that of no weights
   */
  async fitThreshold(data: Dataset | ValuesLike, options: ThresholdOptions = {}): Promise<Threshold> {
    const { progress } = this.model;
    const { iterations } = progress;
    const held = this.held(data);
    const threshold = await (await import("./detection.js")).thresholdFor(this, held, options);
    if (progress.iterations !== iterations) {
      throw new ArgumentError(
        "The model was trained while its threshold was fitted: await fit(), then fit the threshold.",
      );
    }
    this.threshold = threshold;
    return threshold;
  }

  /** Which samples are unusual: those whose error is larger than the threshold. @throws {ArgumentError} while there is none */
  async detect(data: Dataset | ValuesLike, options: Omit<ErrorOptions, "metric"> = {}): Promise<Detection> {
    const held = this.held(data);
    return (await import("./detection.js")).detection(this, held, options);
  }

  /** The samples, held against the model, as they are now: what becomes of the caller's arrays while they are measured changes nothing. */
  private held(data: Dataset | ValuesLike): Dataset {
    const { targets, mask, ...samples } = samplesFor(sizeOf(this.described.input), data, "The data");
    const copy = <T>(array: T): T =>
      ArrayBuffer.isView(array) ? ((array as unknown as Uint8Array).slice() as T) : array;
    return {
      ...samples,
      data: copy(samples.data),
      ...(targets && { targets: { ...targets, data: copy(targets.data) } }),
      ...(mask && { mask: copy(mask) }),
    };
  }

  /** A fitted threshold is that of the weights it was fitted to. */
  protected override weightsChanged(): void {
    if (this.threshold?.quantile !== undefined) this.threshold = undefined;
  }
}

/** @throws {ShapeError} unless each code has as many values as the decoder takes */
function checkCodes({ shape, data }: Tensor, codeShape: readonly number[]): void {
  if (Array.isArray(shape) && sizeOf(shape) === data.length && sizeOf(shape.slice(1)) === sizeOf(codeShape)) return;
  throw new ShapeError(
    `The codes have shape [${[shape].flat().join(", ")}] and ${data.length} values, but the decoder takes [count, ${codeShape.join(", ")}].`,
  );
}
