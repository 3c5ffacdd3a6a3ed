import { OPTIMIZERS, type Optimizer, PRESETS, type Preset, readOptimizer } from "../../index.js";
import { draftOf, type LayerDraft } from "./layer-draft.js";

/** The settings of a run as typed, not yet checked. */
export interface Draft {
  /** A preset's name, or {@link CUSTOM}. */
  readonly model: string;
  /** The layers of a custom model. */
  readonly encoder: readonly LayerDraft[];
  readonly decoder: readonly LayerDraft[];
  /** How a custom model takes samples: `"row"` of values, or `"image"`, height × width × channels. */
  readonly input: string;
  readonly loss: string;
  readonly optimizer: string;
  readonly learningRate: string;
  readonly epochs: string;
  readonly batchSize: string;
  readonly seed: string;
  /** Training samples; all of them when blank. */
  readonly limit: string;
}

export const CUSTOM = "custom";
export const MODELS: readonly string[] = [...Object.keys(PRESETS), CUSTOM];

/** What the learning rate of an optimizer is unless said otherwise. */
export function usualRate(optimizer: string): string {
  return isOptimizer(optimizer) ? String(readOptimizer({ type: optimizer }).learningRate) : "";
}

export function isOptimizer(name: string): name is Optimizer["type"] {
  return OPTIMIZERS.some((type) => type === name);
}

export function isPreset(name: string): name is Preset {
  return Object.hasOwn(PRESETS, name);
}

/** The notebook's settings. */
export const NOTEBOOK: Draft = {
  model: "notebook",
  encoder: [],
  decoder: [],
  input: "row",
  loss: "binaryCrossentropy",
  optimizer: "adadelta",
  learningRate: "1",
  epochs: "50",
  batchSize: "256",
  seed: "1",
  limit: "",
};

/** The draft with another model, and the loss and optimizer that belong to it. */
export function withModel(draft: Draft, model: string): Draft {
  if (!isPreset(model)) return { ...draft, model };
  const { loss, optimizer } = PRESETS[model]();
  return {
    ...draft,
    model,
    encoder: [],
    decoder: [],
    input: "row",
    loss,
    optimizer: optimizer.type,
    learningRate: String(optimizer.learningRate),
  };
}

/** What another preset leaves as it was, because it was chosen: `optimizer`, `loss`. */
export interface Kept {
  readonly draft: Draft;
  readonly kept: readonly ("optimizer" | "loss")[];
}

/**
 * The draft with another preset, with its loss and optimizer but where others had been chosen than those that came with the model before:
 * what a visitor has chosen stays.
 */
export function choosingModel(draft: Draft, model: string): Kept {
  const before = isPreset(draft.model) ? withModel(draft, draft.model) : NOTEBOOK;
  const changed = withModel(draft, model);
  const { optimizer, learningRate, loss } = draft;
  const ownOptimizer = optimizer !== before.optimizer || learningRate !== before.learningRate;
  const ownLoss = loss !== before.loss;
  return {
    draft: { ...changed, ...(ownOptimizer && { optimizer, learningRate }), ...(ownLoss && { loss }) },
    kept: [
      ...(ownOptimizer && optimizer !== changed.optimizer ? (["optimizer"] as const) : []),
      ...(ownLoss && loss !== changed.loss ? (["loss"] as const) : []),
    ],
  };
}

/**
 * The draft with the layers of its preset, free to be changed; with none where the preset cannot take such samples.
 * @param shape of one sample
 */
export function opened(draft: Draft, shape: readonly number[]): Draft {
  const custom = { ...draft, model: CUSTOM };
  if (!isPreset(draft.model)) return custom;
  try {
    const { input, encoder, decoder } = PRESETS[draft.model](shape);
    return {
      ...custom,
      encoder: encoder.map(draftOf),
      decoder: decoder.map(draftOf),
      input: typeof input === "number" ? "row" : "image",
    };
  } catch {
    return custom;
  }
}
