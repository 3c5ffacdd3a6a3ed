import type { ImageShape } from "../experiments/image-shape.js";
import type { Level, PlanKind, Threshold, TunedLevel } from "../index.js";
import type { ModelSpec } from "./model.js";

export interface CompareSpec {
  readonly model: ModelSpec;
  readonly steps: number;
  readonly batchSize: number;
}

/** The next steps of a training. */
export interface StepsSpec {
  readonly level: Level | TunedLevel | "auto";
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** How many. */
  readonly steps: number;
}

/** A plan to be tuned and explained. */
export interface TuneSpec {
  readonly model: ModelSpec;
  readonly kind: PlanKind;
  readonly batchSize: number;
}

export interface ExperimentSpec {
  readonly name: string;
  readonly quick: boolean;
  readonly seed: number;
  /** How to draw a sample. */
  readonly image: ImageShape;
  /** The names of the labels' classes, which the data sets leave behind. */
  readonly classes?: readonly string[];
}

export const USES = ["predict", "encode", "decode", "evaluate", "detect"] as const;

/** What a trained model is to do. */
export interface UseSpec {
  readonly action: (typeof USES)[number];
  readonly batchSize: number;
  /** Of `detect`: how its threshold is learnt; default: the model's own. */
  readonly fit?: ThresholdFit;
}

export interface ThresholdFit {
  /** From which data set. */
  readonly on: "data" | "train";
  readonly quantile?: number;
  readonly contamination?: number;
}

/** What came of it, as far as it fits into JSON. */
export interface UseOutcome {
  /** Of the array in the file `values`, samples first. */
  readonly shape?: readonly number[];
  /** Of `evaluate`: loss and metrics. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Of `detect`: by which the flags were set. */
  readonly threshold?: Threshold;
}
