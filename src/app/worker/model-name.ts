import { codeShape, type Description, describeModel, PRESETS, type Preset, sizeOf } from "../../index.js";
import { textOf } from "../../optimizers/optimizers.js";

/** How a model came to be. */
export interface Origin {
  /** Whole epochs that it was trained for; nothing where that is not known: a file's, or a link's. */
  readonly epochs: number | undefined;
  /** What it was trained on, where that is not all of the training data: `4,096 samples`. */
  readonly of?: string;
}

/** Of a model that was trained for so many epochs on so many of all samples. */
export function originOf(epochs: number, count: number, all: number): Origin {
  if (count === all) return { epochs };
  return { epochs, of: `${count.toLocaleString("en")} ${count === 1 ? "sample" : "samples"}` };
}

/**
 * `deep, Adadelta, 10 epochs`: the preset whose layers it has, or else its code's size.
 * @param shape of one sample
 */
export function modelName(description: Description, shape: readonly number[], { epochs, of }: Origin): string {
  const words = [
    presetOf(description, shape) ?? `own layers with a code of ${sizeOf(codeShape(description))}`,
    textOf(description.optimizer).kerasName,
    ...(description.loss === "meanSquaredError" ? ["squared error"] : []),
    epochsText(epochs),
  ];
  return `${words.join(", ")}${of === undefined ? "" : ` of ${of}`}`;
}

function epochsText(epochs: number | undefined): string {
  if (epochs === undefined) return "trained elsewhere";
  return epochs === 1 ? "1 epoch" : epochs === 0 ? "less than an epoch" : `${epochs} epochs`;
}

/** The preset whose layers a model has, for samples of that shape. */
export function presetOf(description: Description, shape: readonly number[]): Preset | undefined {
  return (Object.keys(PRESETS) as Preset[]).find((name) => isPreset(name, description, shape));
}

function isPreset(name: Preset, { encoder, decoder }: Description, shape: readonly number[]): boolean {
  try {
    const preset = describeModel(PRESETS[name](shape));
    return JSON.stringify([preset.encoder, preset.decoder]) === JSON.stringify([encoder, decoder]);
  } catch {
    // A preset that cannot take such samples.
    return false;
  }
}
