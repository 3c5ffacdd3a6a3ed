import { ArgumentError, shown } from "../errors.js";
import type { Tensor } from "../model/tensor.js";
import type { Logs } from "./history.js";
import type { Callback } from "./options.js";

/** Whether less is better of what is watched, or more; `"auto"` is more for accuracies, less for everything else, as in Keras. */
export type Mode = "min" | "max" | "auto";

/** What a callback that waits for improvement watches. */
export interface Watching {
  /** A name in the epoch's logs; default `"val_loss"`. */
  readonly monitor?: string;
  /** Default `"auto"`. */
  readonly mode?: Mode;
  /** By how much a value must be better to count; default 0. */
  readonly minDelta?: number;
}

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions extends Watching {
  /** Epochs without improvement that pass before training stops; default 0. */
  readonly patience?: number;
  /** Whether the model then gets the weights of its best epoch back; default false. */
  readonly restoreBestWeights?: boolean;
}

/**
 * Keras's `EarlyStopping`: stops training when what is watched has not improved for `patience` epochs.
 * @throws {ArgumentError} at once for options that are not valid, and after the first epoch when nothing of the name is logged
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { patience = 0, restoreBestWeights = false } = options;
  checkCount("earlyStopping", "patience", patience);
  let best = new Best("earlyStopping", options);
  let weights: Record<string, Tensor> | undefined;
  let waited = 0;
  return async (event, model) => {
    if (event.type === "begin") {
      best = new Best("earlyStopping", options);
      weights = undefined;
      waited = 0;
    } else if (event.type === "epoch") {
      if (best.improvesOn(event.logs)) {
        waited = 0;
        if (restoreBestWeights) weights = await model.getWeights();
      } else if (++waited >= patience) {
        model.stopTraining();
      }
    } else if (event.type === "end" && weights) {
      await model.setWeights(weights);
    }
  };
}

/** Options of `reduceLROnPlateau`. */
export interface ReduceLROnPlateauOptions extends Watching {
  /** By what the learning rate is multiplied: between 0 and 1; default 0.1. */
  readonly factor?: number;
  /** Epochs without improvement that pass before; default 10. */
  readonly patience?: number;
  /** Epochs after that in which nothing is watched; default 0. */
  readonly cooldown?: number;
  /** The learning rate goes no lower; default 0. */
  readonly minLearningRate?: number;
}

/**
 * Keras's `ReduceLROnPlateau`: multiplies the learning rate by `factor` when what is watched has not improved for `patience`
 * epochs, then waits `cooldown` epochs before it watches again.
 * @throws as `earlyStopping`
 */
export function reduceLROnPlateau(options: ReduceLROnPlateauOptions = {}): Callback {
  const { factor = 0.1, patience = 10, cooldown = 0, minLearningRate = 0 } = options;
  checkCount("reduceLROnPlateau", "patience", patience);
  checkCount("reduceLROnPlateau", "cooldown", cooldown);
  if (!(factor > 0 && factor < 1)) {
    throw new ArgumentError(`reduceLROnPlateau: factor must be between 0 and 1; got ${factor}.`);
  }
  if (!Number.isFinite(minLearningRate) || minLearningRate < 0) {
    throw new ArgumentError(
      `reduceLROnPlateau: minLearningRate must be a finite number of at least 0; got ${shown(minLearningRate)}.`,
    );
  }
  const watching = { minDelta: 1e-4, ...options };
  let best = new Best("reduceLROnPlateau", watching);
  let waited = 0;
  let cooling = 0;
  return (event, model) => {
    if (event.type === "begin") {
      best = new Best("reduceLROnPlateau", watching);
      waited = 0;
      cooling = 0;
    }
    if (event.type !== "epoch") return;
    if (cooling > 0) {
      cooling--;
      waited = 0;
    }
    if (best.improvesOn(event.logs)) {
      waited = 0;
    } else if (cooling === 0 && ++waited >= patience) {
      if (model.learningRate > minLearningRate) {
        model.learningRate = Math.max(model.learningRate * factor, minLearningRate);
      }
      cooling = cooldown;
      waited = 0;
    }
  };
}

/**
 * Keras's `LearningRateScheduler`: the learning rate of each epoch, asked for before it begins.
 * @param schedule given the epoch, from 0 as in Keras (from `initialEpoch` where training goes on), and the learning rate so far
 */
export function learningRateScheduler(schedule: (epoch: number, learningRate: number) => number): Callback {
  let epochs = 0;
  return (event, model) => {
    if (event.type === "begin") epochs = event.epochs;
    // A schedule may have no rate for an epoch that is never trained.
    const next = event.type === "begin" ? event.initialEpoch : event.type === "epoch" ? event.epoch : epochs;
    if (next < epochs) model.learningRate = schedule(next, model.learningRate);
  };
}

/** Options of `modelCheckpoint`. */
export interface ModelCheckpointOptions extends Watching {
  /** Only after epochs that are the best so far; default false: after every one. */
  readonly saveBestOnly?: boolean;
}

/**
 * Keras's `ModelCheckpoint`: hands over the model as `save()` gives it after every epoch, or only after those that are the best
 * so far.
 * @param write told the bytes of the model and the epoch, from 1, with its logs
 */
export function modelCheckpoint(
  write: (bytes: Uint8Array, epoch: number, logs: Logs) => void | Promise<void>,
  options: ModelCheckpointOptions = {},
): Callback {
  const { saveBestOnly = false } = options;
  const best = new Best("modelCheckpoint", options);
  return async (event, model) => {
    if (event.type !== "epoch") return;
    if (saveBestOnly && !best.improvesOn(event.logs)) return;
    await write(await model.save(), event.epoch, event.logs);
  };
}

/** Options of `csvLogger`. */
export interface CsvLoggerOptions {
  /** Between the values of a line; default a comma. */
  readonly separator?: string;
}

/**
 * Keras's `CSVLogger`: a line an epoch, headed by the names of what is logged.
 * @param write told each line, its end included, as it comes
 */
export function csvLogger(
  write: (line: string) => void | Promise<void>,
  { separator = "," }: CsvLoggerOptions = {},
): Callback {
  let names: string[] | undefined;
  return async (event) => {
    if (event.type === "begin") names = undefined;
    if (event.type !== "epoch") return;
    if (!names) {
      names = Object.keys(event.logs);
      await write(`${["epoch", ...names].join(separator)}\n`);
    }
    // Epochs from 0, as Keras's has them.
    await write(`${[event.epoch - 1, ...names.map((name) => event.logs[name])].join(separator)}\n`);
  };
}

/**
 * Keras's `TerminateOnNaN`: training that leaves the finite numbers ends with the history so far, instead of a `NumericalError`.
 * Either way the model has the last good weights.
 */
export function terminateOnNaN(): Callback {
  return (event, model) => {
    if (event.type === "diverged") model.stopTraining();
  };
}

/** The best value so far of what is watched. */
class Best {
  private readonly monitor: string;
  private readonly sign: 1 | -1;
  private readonly minDelta: number;
  private value = Number.POSITIVE_INFINITY;

  constructor(
    private readonly callback: string,
    { monitor = "val_loss", mode = "auto", minDelta = 0 }: Watching,
  ) {
    if (!["min", "max", "auto"].includes(mode)) {
      throw new ArgumentError(`${callback}: mode must be "min", "max" or "auto"; got ${shown(mode)}.`);
    }
    if (!Number.isFinite(minDelta)) {
      throw new ArgumentError(`${callback}: minDelta must be a finite number; got ${shown(minDelta)}.`);
    }
    this.monitor = monitor;
    this.sign = mode === "max" || (mode === "auto" && monitor.endsWith("accuracy")) ? -1 : 1;
    this.minDelta = Math.abs(minDelta);
  }

  /** Whether the logs have a better value than any before; then it is the best. */
  improvesOn(logs: Logs): boolean {
    const value = logs[this.monitor];
    if (value === undefined) {
      throw new ArgumentError(
        `${this.callback} watches "${this.monitor}", but an epoch logs ${Object.keys(logs).join(", ")}. ` +
          "Give fit validationData, or watch something else.",
      );
    }
    if (!(this.sign * value < this.value - this.minDelta)) return false;
    this.value = this.sign * value;
    return true;
  }
}

function checkCount(callback: string, name: string, count: number): void {
  if (Number.isInteger(count) && count >= 0) return;
  throw new ArgumentError(`${callback}: ${name} must be a whole number of at least 0; got ${shown(count)}.`);
}
