import {
  type AutoencoderOptions,
  adadelta,
  type Level,
  type Loss,
  type Optimizer,
  PRESETS,
  type Preset,
} from "../index.js";

/** A model and its level as plain data: what travels to where the GPU is. */
export type ModelSpec = Omit<AutoencoderOptions, "gpu">;

/** What the command line says about the model; all but the preset's name may be left to the preset. */
export interface ModelOptions {
  readonly model: Preset;
  readonly loss?: Loss;
  readonly optimizer?: Optimizer["type"];
  readonly learningRate?: number;
  readonly seed?: number;
  readonly level: Level | "auto";
}

/**
 * The preset with the command line's choices in it, for samples of `size` values.
 * @throws {ArgumentError} as the optimizers do
 */
export function modelFor(options: ModelOptions, size: number): ModelSpec {
  const { model, loss, learningRate, seed, level } = options;
  const preset = PRESETS[model](size);
  return {
    ...preset,
    ...(loss && { loss }),
    optimizer:
      learningRate === undefined ? preset.optimizer : adadelta({ ...withoutType(preset.optimizer), learningRate }),
    ...(seed !== undefined && { seed }),
    level,
  };
}

function withoutType({ type: _, ...settings }: Optimizer): Omit<Optimizer, "type"> {
  return settings;
}
