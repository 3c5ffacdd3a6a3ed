import type { DescriptionOptions, Values } from "../../index.js";
import type { Examples } from "./examples.js";

/** What the view Compare and the worker say to each other. */

/** A model that was trained in this visit. */
export interface KeptModel {
  readonly id: number;
  /** `2: deep, Adadelta, 10 epochs` */
  readonly name: string;
  /** Numbers in a code. */
  readonly codeSize: number;
  /** Whether it was trained on other samples than those that are trained on now: it may know some that are kept aside. */
  readonly mayHaveSeen: boolean;
}

/** What can draw samples again: a kept model, or PCA of the training data with so many components. */
export type Contestant =
  | { readonly kind: "model"; readonly id: number }
  | { readonly kind: "pca"; readonly codeSize: number };

/** What there is to compare, and on what. */
export interface Lineup {
  /** Those that learnt from data prepared as those in use are, the newest first. */
  readonly models: readonly KeptModel[];
  /** How many are kept beside them, of other data. */
  readonly others: number;
  /** Components that PCA can have; 0 where samples are too large for it. */
  readonly mostComponents: number;
  /** Samples that are judged, and whether these were kept aside from training. */
  readonly judged: number;
  readonly keptAside: boolean;
  /** Class labels of the training data, ascending; none where there are no labels, or too many. */
  readonly classes: readonly number[];
  /** The class with the most training samples, which is normal until others are chosen; none where there are no classes. */
  readonly usual: readonly number[];
}

/** How well a contestant draws the judged samples. */
export interface Judgement {
  /** Mean binary cross-entropy as Keras reports it; only where all values lie in 0…1. */
  readonly bce?: number;
  /** Mean squared error. */
  readonly mse: number;
  /** Mean squared error of each sample. */
  readonly errors: Float32Array;
}

/** Some of the judged samples to look at. */
export interface SamplePage extends Examples {
  /** Pages there are: after the last the first comes again. */
  readonly pages: number;
}

/** A model to be trained on some classes only. */
export interface NormalTraining {
  readonly kind: "new";
  readonly model: DescriptionOptions;
  readonly epochs: number;
  readonly batchSize: number;
  /** Train on the first so many samples of these classes; all without it. */
  readonly limit?: number;
  /** Class labels. */
  readonly normal: readonly number[];
}

/** How far a search for unusual samples is. */
export interface AnomalyProgress {
  /** In words. */
  readonly doing: string;
  /** Of it, 0…1. */
  readonly share: number;
}

/** Samples and what was drawn of them. */
export interface Redrawn extends Examples {
  readonly reconstructions: Float32Array;
}

/** The reconstruction errors to look for unusual samples in. */
export interface AnomalyErrors {
  /** Mean squared error of each judged sample. */
  readonly errors: Float32Array;
  /** Their class labels, where there are such. */
  readonly labels?: Uint8Array;
  /** Those with the largest errors, the worst first. */
  readonly worst: Redrawn;
  /** Samples that the model was trained on, if it was trained for this. */
  readonly trainedOn?: number;
  /** The kept model that drew them, where one did. */
  readonly model?: number;
}

/** The worker's side. Errors cross with their `name` and `message`. */
export interface CompareServices {
  lineup(): Lineup;
  /** @throws {DataError} for a model that is no longer kept */
  judge(contestant: Contestant): Promise<Judgement>;
  /** Page 0 holds the examples that the view Train shows. */
  samples(page: number): SamplePage;
  /** What a contestant makes of samples of its own shape, row after row. */
  reconstruct(contestant: Contestant, values: Values): Promise<Float32Array>;
  /** Errors of a contestant, or of a model that is trained for this first. */
  anomalies(
    tested: Contestant | NormalTraining,
    report: (progress: AnomalyProgress) => unknown,
  ): Promise<AnomalyErrors>;
  /**
   * A kept model as safetensors, with the squared error from which it calls samples unusual.
   * @throws {DataError} for one that is no longer kept
   */
  withThreshold(id: number, threshold: number): Promise<Uint8Array>;
  /** Ends the training of {@link anomalies}; what was learnt by then is tested. */
  stop(): void;
}
