import { ArgumentError, shown } from "../../errors.js";
import { readFields } from "../fields.js";
import { type Conv2dLayer, type Conv2dTransposeLayer, conv2dKind, conv2dTransposeKind } from "./conv2d.js";
import { type DenseLayer, denseKind } from "./dense.js";
import type { LayerKind } from "./kind.js";
import {
  type DropoutLayer,
  dropoutKind,
  type GaussianNoiseLayer,
  gaussianNoiseKind,
  type SamplingLayer,
  samplingKind,
} from "./noise.js";
import { type MaxPool2dLayer, maxPool2dKind, type UpSampling2dLayer, upSampling2dKind } from "./pooling.js";
import { type FlattenLayer, flattenKind, type ReshapeLayer, reshapeKind } from "./reshaping.js";

/** Every kind of layer; plain data, so that a model is its own JSON. */
export type Layer =
  | DenseLayer
  | Conv2dLayer
  | Conv2dTransposeLayer
  | MaxPool2dLayer
  | UpSampling2dLayer
  | FlattenLayer
  | ReshapeLayer
  | GaussianNoiseLayer
  | DropoutLayer
  | SamplingLayer;

export type LayerType = Layer["type"];

/** The layer of a type. */
export type LayerOf<Type extends LayerType> = Extract<Layer, { readonly type: Type }>;

/** What each kind of layer is. */
export const LAYER_KINDS: { readonly [Type in LayerType]: LayerKind<LayerOf<Type>> } = {
  dense: denseKind,
  conv2d: conv2dKind,
  conv2dTranspose: conv2dTransposeKind,
  maxPool2d: maxPool2dKind,
  upSampling2d: upSampling2dKind,
  flatten: flattenKind,
  reshape: reshapeKind,
  gaussianNoise: gaussianNoiseKind,
  dropout: dropoutKind,
  sampling: samplingKind,
};

/** The kind of a layer. */
export function kindOf(layer: Layer): LayerKind<Layer> {
  return LAYER_KINDS[layer.type] as unknown as LayerKind<Layer>;
}

/**
 * A layer as a user or a file gives it, held against its kind's fields, with what was left out filled in.
 * @param where names the layer in the error: `encoder[0]`
 * @throws {ArgumentError} that names the field
 */
export function readLayer(given: unknown, where: string): Layer {
  if (typeof given !== "object" || given === null) throw new ArgumentError(`${where} is not a layer; write dense(32).`);
  const { type } = given as { type?: unknown };
  if (typeof type !== "string" || !Object.hasOwn(LAYER_KINDS, type)) {
    const known = Object.keys(LAYER_KINDS).join(", ");
    throw new ArgumentError(`${where}: unknown layer type ${shown(type)}; known: ${known}.`);
  }
  const kind = LAYER_KINDS[type as LayerType] as unknown as LayerKind<Layer>;
  const fields = readFields<Layer>(given as Record<string, unknown>, kind.fields, where, kind.what);
  return { type, ...fields } as Layer;
}

type Options<L extends Layer, Positional extends keyof L> = Partial<Omit<L, "type" | Positional>>;

/** One number, or `[height, width]`. */
type Size = number | readonly [height: number, width: number];

/** Options of a convolution, sizes as one number or two. */
type ConvolutionOptions = Partial<Pick<Conv2dLayer, "padding" | "activation" | "useBias">> & { strides?: Size };

/**
 * A densely connected layer, as Keras's `Dense`: kernel initialised glorot-uniform, bias with zeros.
 * @param units number of outputs, a positive integer
 * @throws {ArgumentError} when `units` or an option is not valid, as all functions here
 */
export function dense(
  units: number,
  options: Omit<Options<DenseLayer, "units">, "activityRegularizer"> & {
    activityRegularizer?: { l1?: number; l2?: number };
  } = {},
): DenseLayer {
  return readLayer({ ...options, type: "dense", units }, `dense(${units})`) as DenseLayer;
}

/** A convolution, as Keras's `Conv2D`: strides 1, padding "valid", no activation unless given. */
export function conv2d(filters: number, kernelSize: Size, options: ConvolutionOptions = {}): Conv2dLayer {
  return readLayer({ ...options, type: "conv2d", filters, kernelSize }, `conv2d(${filters})`) as Conv2dLayer;
}

/** The transpose of a convolution, as Keras's `Conv2DTranspose`. */
export function conv2dTranspose(
  filters: number,
  kernelSize: Size,
  options: ConvolutionOptions = {},
): Conv2dTransposeLayer {
  const given = { ...options, type: "conv2dTranspose", filters, kernelSize };
  return readLayer(given, `conv2dTranspose(${filters})`) as Conv2dTransposeLayer;
}

/** The largest value of each window, as Keras's `MaxPooling2D`: strides are the pool's size, padding "valid", unless given. */
export function maxPool2d(
  poolSize: Size = 2,
  options: { strides?: Size; padding?: MaxPool2dLayer["padding"] } = {},
): MaxPool2dLayer {
  return readLayer({ ...options, type: "maxPool2d", poolSize }, "maxPool2d()") as MaxPool2dLayer;
}

/** Every pixel repeated, as Keras's `UpSampling2D` with interpolation "nearest". */
export function upSampling2d(size: Size = 2): UpSampling2dLayer {
  return readLayer({ type: "upSampling2d", size }, "upSampling2d()") as UpSampling2dLayer;
}

/** Samples as one row of values, as Keras's `Flatten`. */
export function flatten(): FlattenLayer {
  return { type: "flatten" };
}

/** Samples in another shape of as many values, as Keras's `Reshape`; one axis may be −1. */
export function reshape(targetShape: readonly number[]): ReshapeLayer {
  return readLayer({ type: "reshape", targetShape }, "reshape()") as ReshapeLayer;
}

/** Normal noise while training, as Keras's `GaussianNoise`; with `clip: [0, 1]`, the Keras blog's for denoising. */
export function gaussianNoise(stddev: number, options: Options<GaussianNoiseLayer, "stddev"> = {}): GaussianNoiseLayer {
  return readLayer({ ...options, type: "gaussianNoise", stddev }, `gaussianNoise(${stddev})`) as GaussianNoiseLayer;
}

/** Values dropped while training, as Keras's `Dropout`. */
export function dropout(rate: number): DropoutLayer {
  return readLayer({ type: "dropout", rate }, `dropout(${rate})`) as DropoutLayer;
}

/** The code of a variational autoencoder, the last layer of its encoder: drawn while training, its mean in all else. */
export function sampling(units: number, options: Options<SamplingLayer, "units"> = {}): SamplingLayer {
  return readLayer({ ...options, type: "sampling", units }, `sampling(${units})`) as SamplingLayer;
}
