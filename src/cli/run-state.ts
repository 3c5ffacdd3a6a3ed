import type { Level, TunedLevel } from "../index.js";
import type { DataOptions } from "./data.js";
import type { EpochRecord } from "./history-file.js";
import type { ModelOptions } from "./model.js";
import type { Runtime } from "./runtime.js";

/** What a run was asked for and what it has behind it: with its model, all that it takes to go on with it. */
export interface RunState {
  readonly options: RunOptions;
  readonly epochs: readonly EpochRecord[];
  /** Seconds that they took. */
  readonly seconds: number;
  /** Tells other training data from those that it was trained on; older checkpoints have none. */
  readonly digest?: string;
}

/** The part of the command line that belongs to the run, however often it is taken up again. */
export interface RunOptions extends ModelOptions, DataOptions {
  /** The last epoch. */
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly level: Level | TunedLevel | "auto";
}

/** Where a run takes place, and what becomes of it. */
export interface RunPlace {
  /** Default `runs/MODEL-TIME`, or the folder of the run that goes on. */
  readonly out?: string;
  readonly runtime: Runtime;
  readonly software: boolean;
  readonly json: boolean;
}
