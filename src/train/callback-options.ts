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

/** Options of `modelCheckpoint`. */
export interface ModelCheckpointOptions extends Watching {
  /** Only after epochs that are the best so far; default false: after every one. */
  readonly saveBestOnly?: boolean;
}

/** Options of `csvLogger`. */
export interface CsvLoggerOptions {
  /** Between the values of a line; default a comma. */
  readonly separator?: string;
}
