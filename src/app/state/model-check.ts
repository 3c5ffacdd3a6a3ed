import {
  type DescriptionOptions,
  describeModel,
  LAYER_KINDS,
  type Layer,
  MNIST_PREPARATION,
  PRESETS,
  sizeOf,
} from "../../index.js";
import type { DataInfo } from "../worker/protocol.js";
import { CUSTOM, type Draft, isPreset, MODELS } from "./draft.js";
import { type LayerDraft, readLayerDraft } from "./layer-draft.js";
import type { Settings } from "./settings.js";

/** One layer of the model, held against the layer before it. */
export interface CheckedLayer {
  readonly layer?: Layer;
  /** What it makes of a sample; unknown behind a layer that is wrong. */
  readonly outputShape?: readonly number[];
  /** Trainable values. */
  readonly parameters?: number;
  /** Why it cannot take what it gets. */
  readonly error?: string;
  /** Messages by field, for a layer that makes no sense by itself. */
  readonly errors: Readonly<Record<string, string>>;
}

/** What the settings' model amounts to. */
export interface CheckedModel {
  readonly inputShape: readonly number[];
  readonly encoder: readonly CheckedLayer[];
  readonly decoder: readonly CheckedLayer[];
  /** Of all layers that could be counted. */
  readonly parameters: number;
  /** What is wrong with the model as a whole. */
  readonly error?: string;
  /** The model, when all is well. */
  readonly options?: Pick<DescriptionOptions, "input" | "encoder" | "decoder">;
}

/** Height, width and channels of a sample that is a picture. */
export function imageShape(shape: readonly number[]): readonly [number, number, number] | undefined {
  const [height, width, channels = 1, ...more] = shape;
  return height === undefined || width === undefined || more.length > 0 ? undefined : [height, width, channels];
}

/**
 * Places the layers of a draft one after another, as far as they go.
 * @param shape of one sample
 */
export function checkModel(draft: Draft, shape: readonly number[]): CheckedModel {
  const nothing = { inputShape: shape, encoder: [], decoder: [], parameters: 0 };
  if (isPreset(draft.model)) {
    try {
      const { input, encoder, decoder } = PRESETS[draft.model](shape);
      return placed(typeof input === "number" ? [input] : input, encoder.map(whole), decoder.map(whole));
    } catch (error) {
      return { ...nothing, error: messageOf(error) };
    }
  }
  if (draft.model !== CUSTOM) {
    return { ...nothing, error: `Model must be one of ${MODELS.join(", ")}; got “${draft.model}”.` };
  }
  const image = imageShape(shape);
  if (draft.input === "image" && !image) {
    return { ...nothing, error: `The samples are rows of ${sizeOf(shape)} values, no images: take them as rows.` };
  }
  const inputShape = draft.input === "image" && image ? image : [sizeOf(shape)];
  return placed(inputShape, draft.encoder.map(read), draft.decoder.map(read));
}

/** The whole description of a run, with how its data were read. */
export function descriptionOf(
  model: NonNullable<CheckedModel["options"]>,
  settings: Settings,
  data: Pick<DataInfo, "own" | "mnist"> | undefined,
): DescriptionOptions {
  const { loss, optimizer, seed } = settings;
  const preparation = data?.mnist ? MNIST_PREPARATION : data?.own?.preparation;
  return { ...model, loss, optimizer, seed, ...(preparation && { preparation }) };
}

type ReadLayer = { readonly layer?: Layer; readonly errors: Readonly<Record<string, string>> };

const whole = (layer: Layer): ReadLayer => ({ layer, errors: {} });

function read(draft: LayerDraft): ReadLayer {
  const result = readLayerDraft(draft);
  return "layer" in result ? whole(result.layer) : { errors: result.errors };
}

function placed(
  inputShape: readonly number[],
  encoder: readonly ReadLayer[],
  decoder: readonly ReadLayer[],
): CheckedModel {
  let shape: readonly number[] | undefined = inputShape;
  const layers = [...encoder, ...decoder].map((given): CheckedLayer => {
    const checked: CheckedLayer = shape && given.layer ? place(given.layer, shape) : given;
    shape = checked.outputShape;
    return { ...given, ...checked };
  });
  const model = {
    inputShape,
    encoder: layers.slice(0, encoder.length),
    decoder: layers.slice(encoder.length),
    parameters: layers.reduce((sum, { parameters = 0 }) => sum + parameters, 0),
  };
  if (layers.some(({ outputShape }) => outputShape === undefined)) return model;
  const known = (part: readonly CheckedLayer[]) => part.flatMap(({ layer }) => layer ?? []);
  const options = { input: inputShape, encoder: known(model.encoder), decoder: known(model.decoder) };
  try {
    describeModel(options);
    return { ...model, options };
  } catch (error) {
    return { ...model, error: messageOf(error) };
  }
}

function place(layer: Layer, inputShape: readonly number[]): CheckedLayer {
  try {
    // The kind of this very layer, which TypeScript cannot know of a union.
    const { outputShape, parameters } = LAYER_KINDS[layer.type].place(layer as never, inputShape);
    return { outputShape, parameters: parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0), errors: {} };
  } catch (error) {
    return { error: `It gets [${inputShape.join(", ")}], but ${messageOf(error)}.`, errors: {} };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
