import type { Dataset, Gpu, TuningStore } from "../index.js";
import type { ImageShape } from "./image-shape.js";
import type { ExperimentResult } from "./result.js";

/** What an experiment runs on, wherever it runs: a page, a worker, Node. */
export interface ExperimentContext {
  /** Flat samples, with labels where the experiment needs them. */
  readonly train: Dataset;
  /** Judged on, never trained on. */
  readonly test: Dataset;
  /** How to draw a sample. */
  readonly image: ImageShape;
  readonly gpu: Gpu;
  /** Where models keep which kernels are fastest on it; default `localStorage`, where there is one. */
  readonly tuning?: TuningStore;
  /** Less of everything: to see that it works, not what comes out in the end. */
  readonly quick: boolean;
  /** Seeds all weights and every random choice: an unsigned 32-bit number. */
  readonly seed: number;
  /** Ends the experiment; `run` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Takes what is being done now. */
  report(progress: Progress): void;
}

/** How far an experiment has come. */
export interface Progress {
  /** What it does for some time: `Training with squared error`. */
  readonly doing: string;
  /** Where in that it is: `epoch 3 of 50, loss 0.1234`. */
  readonly detail?: string;
  /** The part of the whole experiment that is done, in 0…1. */
  readonly fraction: number;
}

/** What an experiment is set to, for people to read: name in camel case → value. */
export type Settings = Readonly<Record<string, number | string | readonly (number | string)[] | undefined>>;

/** What an experiment does, for reckoning how long it takes. */
export interface Work {
  /**
   * Passes over all training images, in passes of the notebook's model: one of eight times the multiplications counts eightfold.
   * Of the presets: deep 4.4, variational 8, the dense denoiser 4, the perceptron that judges 8.
   */
  readonly dense: number;
  /** Likewise, in passes of the blog's convolutional model: denoising counts 6, the network that judges 1; default 0. */
  readonly convolutional?: number;
  /** Seconds of work on one core of a common processor: principal components, maps of neighbours; default 0. */
  readonly processor?: number;
}

/** A question about autoencoders, and a run that answers it. */
export interface Experiment {
  /** As typed: `single-sample`. */
  readonly name: string;
  readonly title: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Why, and what to look for: a few paragraphs in plain words. */
  readonly explanation: readonly string[];
  /** Needs to know which digit each image shows. */
  readonly needsLabels: boolean;
  settings(quick: boolean): Settings;
  /** What its full form does. */
  readonly work: Work;
  /** @throws what training throws; the signal's reason, when it aborts */
  run(context: ExperimentContext): Promise<ExperimentResult>;
}
