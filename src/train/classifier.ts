import type { BytesSource } from "../data/bytes.js";
import type { Dataset, ImagePixels, ValuesLike } from "../data/dataset.js";
import { checkOptions } from "../data/known-options.js";
import { FormatError } from "../errors.js";
import type { ClassifierDescription, ClassifierOptions } from "../model/classifier-description.js";
import { optimizerWarnings } from "../model/description.js";
import type { Tensor } from "../model/tensor.js";
import { type ModelOnGpu, openModel, RUNTIME_OPTIONS, type RuntimeOptions } from "./model.js";
import type { BatchOptions, EvaluateOptions } from "./options.js";
import { TrainedModel } from "./trained-model.js";

/** Who trains autoencoders alone does without. */
const described = () => import("../model/classifier-description.js");

/**
 * A classifier with its weights on a GPU, to judge an autoencoder by: it is trained on labels with categorical cross-entropy
 * and reports its accuracy. It holds GPU memory until `dispose()`.
 */
export class Classifier extends TrainedModel {
  private constructor(
    model: ModelOnGpu,
    /** What defines the model: its own JSON. */
    override readonly description: ClassifierDescription,
  ) {
    super(model);
  }

  /**
   * Builds a classifier with freshly initialised weights.
   * @throws as `Autoencoder.create`
   */
  static async create(given: ClassifierOptions & RuntimeOptions): Promise<Classifier> {
    const { gpu, level, precision, tuning, ...options }: ClassifierOptions & RuntimeOptions = Object(given);
    const { classifierNetwork, describeClassifier } = await described();
    const description = describeClassifier(options);
    return new Classifier(
      await openModel(classifierNetwork(description), { gpu, level, precision, tuning }, "classifier"),
      description,
    );
  }

  /** A classifier from the bytes that `save()` gave. @throws as `Autoencoder.load` */
  static async load(bytes: BytesSource, options: RuntimeOptions = {}): Promise<Classifier> {
    checkOptions("load", options, RUNTIME_OPTIONS);
    const { classifierNetwork, describeClassifier } = await described();
    const read = (saved: ClassifierOptions) => {
      if ("encoder" in saved) throw new FormatError("The file is an autoencoder's: Autoencoder.load() opens it.");
      return describeClassifier(saved);
    };
    return TrainedModel.restored(bytes, read, classifierNetwork, (saved) =>
      Classifier.create({ ...saved, ...options }),
    );
  }

  /** What a user should hear about a model that is valid but will disappoint. */
  override get warnings(): string[] {
    return optimizerWarnings(this.description.optimizer);
  }

  /** Mean loss and accuracy (the share of samples whose most probable class is their label). */
  override async evaluate(
    data: Dataset,
    options: EvaluateOptions = {},
  ): Promise<{ loss: number; accuracy: number; [metric: string]: number }> {
    const { accuracy = Number.NaN, ...means } = await super.evaluate(data, options);
    return { ...means, accuracy };
  }

  /** The probability of each class: `[count, classes]`. */
  async predict(data: Dataset | ValuesLike | ImagePixels, options: BatchOptions = {}): Promise<Tensor> {
    const { inputShape, outputShape } = this.model.network;
    return this.run("predict", data, { inputShape, outputShape, what: "The data" }, options);
  }
}
