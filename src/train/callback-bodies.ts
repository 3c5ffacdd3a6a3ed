import { ArgumentError } from "../errors.js";
import type { Tensor } from "../model/tensor.js";
import type {
  CsvLoggerOptions,
  EarlyStoppingOptions,
  ModelCheckpointOptions,
  ReduceLROnPlateauOptions,
  Watching,
} from "./callback-options.js";
import type { Logs } from "./history.js";
import type { Callback } from "./options.js";

// What the callbacks of `callbacks.ts` do, with options that were checked there.

export function earlyStopping(options: EarlyStoppingOptions): Callback {
  const { patience = 0, restoreBestWeights = false } = options;
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

export function reduceLROnPlateau(options: ReduceLROnPlateauOptions): Callback {
  const { factor = 0.1, patience = 10, cooldown = 0, minLearningRate = 0 } = options;
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

export function modelCheckpoint(
  write: (bytes: Uint8Array<ArrayBuffer>, epoch: number, logs: Logs) => void | Promise<void>,
  options: ModelCheckpointOptions,
): Callback {
  const { saveBestOnly = false } = options;
  const best = new Best("modelCheckpoint", options);
  return async (event, model) => {
    if (event.type !== "epoch") return;
    if (saveBestOnly && !best.improvesOn(event.logs)) return;
    await write(await model.save(), event.epoch, event.logs);
  };
}

export function csvLogger(write: (line: string) => void | Promise<void>, options: CsvLoggerOptions): Callback {
  const { separator = "," } = options;
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
