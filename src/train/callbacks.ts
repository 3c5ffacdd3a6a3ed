import { checkOptions } from "../data/known-options.js";
import { ArgumentError, shown } from "../errors.js";
import type {
  CsvLoggerOptions,
  EarlyStoppingOptions,
  ModelCheckpointOptions,
  ReduceLROnPlateauOptions,
  Watching,
} from "./callback-options.js";
import type { Logs } from "./history.js";
import type { Callback } from "./options.js";

// What each does is in `callback-bodies.ts`, fetched when training begins: here is what they are told, and whether it is right.

const bodies = () => import("./callback-bodies.js");

/** A callback that is made when it is first called. */
function later(make: () => Promise<Callback>): Callback {
  let made: Promise<Callback> | undefined;
  return async (event, model) => {
    made ??= make();
    await (await made)(event, model);
  };
}

const WATCHING = ["monitor", "mode", "minDelta"];

/**
 * Keras's `EarlyStopping`: stops training when what is watched has not improved for `patience` epochs.
 * @throws {ArgumentError} at once for options that are not valid, and after the first epoch when nothing of the name is logged
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  checkWatching("earlyStopping", options, ["patience", "restoreBestWeights"]);
  checkCount("earlyStopping", "patience", options.patience);
  return later(async () => (await bodies()).earlyStopping(options));
}

/**
 * Keras's `ReduceLROnPlateau`: multiplies the learning rate by `factor` when what is watched has not improved for `patience`
 * epochs, then waits `cooldown` epochs before it watches again.
 * @throws as `earlyStopping`
 */
export function reduceLROnPlateau(options: ReduceLROnPlateauOptions = {}): Callback {
  const { factor = 0.1, patience, cooldown, minLearningRate = 0 } = options;
  checkWatching("reduceLROnPlateau", options, ["factor", "patience", "cooldown", "minLearningRate"]);
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
  return later(async () => (await bodies()).reduceLROnPlateau(options));
}

/**
 * Keras's `LearningRateScheduler`: the learning rate of each epoch, asked for before it begins.
 * @param schedule given the epoch, from 0 as in Keras (from `initialEpoch` where training goes on), and the learning rate so far
 */
export function learningRateScheduler(schedule: (epoch: number, learningRate: number) => number): Callback {
  checkFunction("learningRateScheduler", schedule, "(epoch) => 0.5 ** epoch");
  let epochs = 0;
  return (event, model) => {
    if (event.type === "begin") epochs = event.epochs;
    // A schedule may have no rate for an epoch that is never trained.
    const next = event.type === "begin" ? event.initialEpoch : event.type === "epoch" ? event.epoch : epochs;
    if (next < epochs) model.learningRate = schedule(next, model.learningRate);
  };
}

/**
 * Keras's `ModelCheckpoint`: hands over the model as `save()` gives it after every epoch, or only after those that are the best
 * so far.
 * @param write told the bytes of the model and the epoch, from 1, with its logs
 */
export function modelCheckpoint(
  write: (bytes: Uint8Array<ArrayBuffer>, epoch: number, logs: Logs) => void | Promise<void>,
  options: ModelCheckpointOptions = {},
): Callback {
  checkFunction("modelCheckpoint", write, '(bytes) => writeFile("model.safetensors", bytes)');
  checkWatching("modelCheckpoint", options, ["saveBestOnly"]);
  return later(async () => (await bodies()).modelCheckpoint(write, options));
}

/**
 * Keras's `CSVLogger`: a line an epoch, headed by the names of what is logged.
 * @param write told each line, its end included, as it comes
 */
export function csvLogger(write: (line: string) => void | Promise<void>, options: CsvLoggerOptions = {}): Callback {
  checkFunction("csvLogger", write, '(line) => appendFile("log.csv", line)');
  checkOptions("csvLogger", options, ["separator"]);
  return later(async () => (await bodies()).csvLogger(write, options));
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

/** @throws {ArgumentError} for a number, or a path, as Keras takes one: a page has no files */
function checkFunction(callback: string, given: unknown, example: string): void {
  if (typeof given === "function") return;
  throw new ArgumentError(`${callback} takes a function, such as ${example}; got ${shown(given)}.`);
}

/** @throws {ArgumentError} for options of the callback that are not known, or not valid where all that watch have them */
function checkWatching(callback: string, options: Watching, others: readonly string[]): void {
  checkOptions(callback, options, [...WATCHING, ...others]);
  const { mode = "auto", minDelta = 0 } = options;
  if (!["min", "max", "auto"].includes(mode)) {
    throw new ArgumentError(`${callback}: mode must be "min", "max" or "auto"; got ${shown(mode)}.`);
  }
  if (!Number.isFinite(minDelta)) {
    throw new ArgumentError(`${callback}: minDelta must be a finite number; got ${shown(minDelta)}.`);
  }
}

function checkCount(callback: string, name: string, count = 0): void {
  if (Number.isInteger(count) && count >= 0) return;
  throw new ArgumentError(`${callback}: ${name} must be a whole number of at least 0; got ${shown(count)}.`);
}
