import { checkWord } from "../data/known-options.js";
import { ArgumentError } from "../errors.js";
import * as conv2d from "./conv2d.js";
import * as conv2dTranspose from "./conv2d-transpose.js";
import * as dense from "./dense.js";
import * as dropout from "./dropout.js";
import * as flatten from "./flatten.js";
import type { LayerForm } from "./form.js";
import * as gaussianNoise from "./gaussian-noise.js";
import { type LayerKind, layerOf } from "./kind.js";
import * as layerNormalization from "./layer-normalization.js";
import type { LayerLowering } from "./lowering.js";
import * as maxPool2d from "./max-pool2d.js";
import * as reshape from "./reshape.js";
import * as sampling from "./sampling.js";
import type { LayerText } from "./text.js";
import * as upSampling2d from "./up-sampling2d.js";

/** Every kind of layer; plain data, so that a model is its own JSON. */
export type Layer =
  | dense.DenseLayer
  | conv2d.Conv2dLayer
  | conv2dTranspose.Conv2dTransposeLayer
  | maxPool2d.MaxPool2dLayer
  | upSampling2d.UpSampling2dLayer
  | flatten.FlattenLayer
  | reshape.ReshapeLayer
  | gaussianNoise.GaussianNoiseLayer
  | dropout.DropoutLayer
  | layerNormalization.LayerNormalizationLayer
  | sampling.SamplingLayer;

/** The name of a kind of layer: `"dense"`, `"conv2d"` … */
export type LayerType = Layer["type"];

/** The layer of a type. */
export type LayerOf<Type extends LayerType> = Extract<Layer, { readonly type: Type }>;

// A list for each use, of which a bundle has those that it names: the core does without forms, the page without lowerings.

/** What each kind of layer is. */
export const LAYER_KINDS: { readonly [Type in LayerType]: LayerKind<LayerOf<Type>> } = {
  dense: dense.kind,
  conv2d: conv2d.kind,
  conv2dTranspose: conv2dTranspose.kind,
  maxPool2d: maxPool2d.kind,
  upSampling2d: upSampling2d.kind,
  flatten: flatten.kind,
  reshape: reshape.kind,
  gaussianNoise: gaussianNoise.kind,
  dropout: dropout.kind,
  layerNormalization: layerNormalization.kind,
  sampling: sampling.kind,
};

export const LAYER_TYPES = /* @__PURE__ */ Object.keys(LAYER_KINDS) as readonly LayerType[];

/** How each becomes calls. */
const LAYER_LOWERINGS: { readonly [Type in LayerType]: LayerLowering<LayerOf<Type>> } = {
  dense: dense.lowering,
  conv2d: conv2d.lowering,
  conv2dTranspose: conv2dTranspose.lowering,
  maxPool2d: maxPool2d.lowering,
  upSampling2d: upSampling2d.lowering,
  flatten: flatten.lowering,
  reshape: reshape.lowering,
  gaussianNoise: gaussianNoise.lowering,
  dropout: dropout.lowering,
  layerNormalization: layerNormalization.lowering,
  sampling: sampling.lowering,
};

/** How the model builder edits each, in the order in which it offers them. */
export const LAYER_FORMS: { readonly [Type in LayerType]: LayerForm } = {
  dense: dense.form,
  conv2d: conv2d.form,
  conv2dTranspose: conv2dTranspose.form,
  maxPool2d: maxPool2d.form,
  upSampling2d: upSampling2d.form,
  flatten: flatten.form,
  reshape: reshape.form,
  gaussianNoise: gaussianNoise.form,
  dropout: dropout.form,
  layerNormalization: layerNormalization.form,
  sampling: sampling.form,
};

/** How each is written. */
const LAYER_TEXTS: { readonly [Type in LayerType]: LayerText<LayerOf<Type>> } = {
  dense: dense.text,
  conv2d: conv2d.text,
  conv2dTranspose: conv2dTranspose.text,
  maxPool2d: maxPool2d.text,
  upSampling2d: upSampling2d.text,
  flatten: flatten.text,
  reshape: reshape.text,
  gaussianNoise: gaussianNoise.text,
  dropout: dropout.text,
  layerNormalization: layerNormalization.text,
  sampling: sampling.text,
};

/** The kind of a layer. */
export function kindOf(layer: Layer): LayerKind<Layer> {
  return LAYER_KINDS[layer.type] as unknown as LayerKind<Layer>;
}

/** How a layer becomes calls. */
export function loweringOf(layer: Layer): LayerLowering<Layer> {
  return LAYER_LOWERINGS[layer.type] as unknown as LayerLowering<Layer>;
}

/** How a layer is written. */
export function textOf(layer: Layer): LayerText<Layer> {
  return LAYER_TEXTS[layer.type] as unknown as LayerText<Layer>;
}

/**
 * A layer as a user or a file gives it, held against its kind's fields, with what was left out filled in.
 * @param where names the layer in the error: `encoder[0]`
 * @throws {ArgumentError} that names the field
 */
export function readLayer(given: unknown, where: string): Layer {
  if (typeof given !== "object" || given === null) throw new ArgumentError(`${where} is not a layer; write dense(32).`);
  const { type } = given as { type?: unknown };
  checkWord(`${where}: unknown layer type`, type, LAYER_TYPES);
  return layerOf(kindOf({ type } as Layer), given, where);
}
