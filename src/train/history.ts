import type { Preparation } from "../data/preparation/preparation.js";
import type { NumericalError } from "../errors.js";
import type { Level } from "../plan/plan.js";
import type { TunedLevel } from "../plan/tuned-level.js";

/** What one epoch reports, in Keras's spelling. */
export interface Logs {
  /** Mean training loss over the epoch's samples, each as it was when its batch was trained on. */
  readonly loss: number;
  /** Loss on the validation data after the epoch, where there is any. */
  readonly val_loss?: number;
  /** The metrics likewise: `mse`, `val_mse`. */
  readonly [metric: string]: number | undefined;
}

/** What `fit` returns: Keras's `History`. */
export interface History {
  /** Epochs, counted from 0 as Keras does. */
  readonly epoch: number[];
  /** One list a metric, one value an epoch. */
  readonly history: { loss: number[]; val_loss?: number[]; [metric: string]: number[] | undefined };
  /** What `fit` was called with. */
  readonly params: { readonly epochs: number; readonly steps: number; readonly batchSize: number };
  /** True when training ended before the last epoch, by `stopTraining()` or a callback. */
  readonly stopped: boolean;
  /** How the data were read, where the model knows. */
  readonly preparation?: Preparation;
}

/** Training begins: the sizes a progress display needs. */
export interface BeginEvent {
  /** Tells the event from others. */
  readonly type: "begin";
  /** The last epoch. */
  readonly epochs: number;
  /** Epochs that earlier calls of `fit` have trained. */
  readonly initialEpoch: number;
  /** Steps in each epoch, the partial last batch included. */
  readonly steps: number;
  /** Samples a step. */
  readonly batchSize: number;
  /** Training samples. */
  readonly samples: number;
  /** Samples that each epoch is validated on; 0 without validation. */
  readonly validationSamples: number;
  /** The kernels in use: as asked for, or what `"auto"` found fastest. */
  readonly level: Level;
  /** Where operations of that level take their kernels from others: all of it, to be given as `level` for the same bits. */
  readonly tuned?: TunedLevel;
  /** Where it is mixed, so that activations and weights of products are in f16. */
  readonly precision?: "mixed";
}

/** Some more steps have finished on the GPU (several at a time: a submit carries many). */
export interface StepEvent {
  /** Tells the event from others. */
  readonly type: "step";
  /** From 1. */
  readonly epoch: number;
  /** Steps of this epoch finished so far. */
  readonly step: number;
  /** Steps in the epoch. */
  readonly steps: number;
  /** Sample-weighted mean loss over the epoch so far, as Keras's progress bar shows it. */
  readonly loss: number;
  /** The loss of each step since the last event, oldest first. */
  readonly losses: readonly number[];
  /** Seconds since the epoch began. */
  readonly seconds: number;
  /** Training samples a second, over the epoch so far. */
  readonly imagesPerSecond: number;
}

/** An epoch, its validation included, has finished. */
export interface EpochEvent {
  /** Tells the event from others. */
  readonly type: "epoch";
  /** From 1. */
  readonly epoch: number;
  /** The epoch's loss and metrics. */
  readonly logs: Logs;
  /** The learning rate that it was trained with. */
  readonly learningRate: number;
  /** Seconds the epoch took, validation included. */
  readonly seconds: number;
  /** Training images a second, validation time left out. */
  readonly imagesPerSecond: number;
}

/**
 * Training left the finite numbers, and the model has the last good weights again. `fit` then rejects with a `NumericalError`,
 * unless a callback calls `stopTraining()` now: it then resolves with the history so far.
 */
export interface DivergedEvent {
  /** Tells the event from others. */
  readonly type: "diverged";
  /** From 1. */
  readonly epoch: number;
  /** From 1. */
  readonly step: number;
  /** What was not finite, and what to do. */
  readonly message: string;
}

/** Training has ended, after the last epoch or when it was stopped. */
export interface EndEvent {
  /** Tells the event from others. */
  readonly type: "end";
  /** What `fit` resolves with. */
  readonly history: History;
}

/** What `fitEvents` yields, in this order: one begin, then steps and epochs, perhaps that it diverged, then one end. */
export type TrainingEvent = BeginEvent | StepEvent | EpochEvent | DivergedEvent | EndEvent;

/** @param began of the epoch, @param trained when its last step was done: milliseconds, as `performance.now()` has them */
export function epochEvent(
  epoch: number,
  logs: Logs,
  learningRate: number,
  began: number,
  trained: number,
  samples: number,
): EpochEvent {
  const seconds = (performance.now() - began) / 1000;
  return { type: "epoch", epoch, logs, learningRate, seconds, imagesPerSecond: (1000 * samples) / (trained - began) };
}

export const divergedEvent = ({ epoch, step, message }: NumericalError): DivergedEvent => {
  return { type: "diverged", epoch, step, message };
};
