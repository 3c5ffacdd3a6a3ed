import { ACTIVATIONS, type Activation } from "../model/activations.js";
import { type Fields, flag, heightAndWidth, oneOf, optional, positiveInteger } from "../model/fields.js";
import type { Parameter } from "../model/initializers.js";
import type { View } from "../operations/operation.js";
import { activationGradient, type Matrix } from "./activated.js";
import { ACTIVATION_FIELD, BIAS_FIELD, type LayerField, PADDING_FIELD } from "./form.js";
import { type HeightAndWidth, imageShape, PADDINGS, type Padding, type Size, windowOver } from "./images.js";
import type { Placed } from "./kind.js";
import type { Build } from "./lowering.js";
import { activationAndBias, tuple } from "./text.js";

/** What a convolution and its transpose have in common. */
export interface Convolution {
  /** Channels of the output. */
  readonly filters: number;
  /** Height and width of the window, in pixels. */
  readonly kernelSize: HeightAndWidth;
  /** Pixels from one window to the next; default 1. */
  readonly strides: HeightAndWidth;
  /** Default `"valid"`. */
  readonly padding: Padding;
  /** Default `"linear"`. */
  readonly activation: Activation;
  /** Whether a bias is added to each channel; default true. */
  readonly useBias: boolean;
}

/** Options of their functions, sizes as one number or two. */
export type ConvolutionOptions = Partial<Pick<Convolution, "padding" | "activation" | "useBias">> & {
  /** Pixels from one window to the next, or one number for height and width; default 1. */
  strides?: Size;
};

export const FIELDS: Fields<Convolution> = {
  filters: positiveInteger,
  kernelSize: heightAndWidth,
  strides: optional(heightAndWidth, [1, 1]),
  padding: optional(oneOf(PADDINGS), "valid"),
  activation: optional(oneOf(ACTIVATIONS), "linear"),
  useBias: optional(flag, true),
};

/**
 * Their weights, the kernel `[kernel height, kernel width, from, to]` and a bias for each filter.
 * @param from channels that the convolution, or the one that is transposed, takes
 * @param to channels that it makes of them
 */
export function convolutionParameters(
  { filters, kernelSize, useBias }: Convolution,
  from: number,
  to: number,
): Parameter[] {
  const kernel: Parameter = { name: "kernel", shape: [...kernelSize, from, to], initializer: "glorotUniform" };
  const bias: Parameter = { name: "bias", shape: [filters], initializer: "zeros" };
  return useBias ? [kernel, bias] : [kernel];
}

/**
 * The sizes of a convolution from images of shape `from` to images of shape `to`. A transposed one has those of the
 * convolution that it transposes: from its output to its input.
 */
export function geometry(
  rows: number,
  { kernelSize, strides, padding }: Convolution,
  from: readonly number[],
  to: readonly number[],
) {
  const [in_height, in_width, in_channels] = imageShape(from);
  const [out_height, out_width, out_channels] = imageShape(to);
  const [kernel_height, kernel_width] = kernelSize;
  const [stride_y, stride_x] = strides;
  const pad_top = windowOver(in_height, kernel_height, stride_y, padding).before;
  const pad_left = windowOver(in_width, kernel_width, stride_x, padding).before;
  const images = { rows, in_height, in_width, in_channels, out_height, out_width, out_channels };
  return { ...images, kernel_height, kernel_width, stride_y, stride_x, pad_top, pad_left };
}

/** The pixels of a layer's output as rows of channels. */
export function pixels(rows: number, outputShape: readonly number[]): Matrix {
  const [height, width, units] = imageShape(outputShape);
  return { rows: rows * height * width, units };
}

/** A layer's bias, if it has one. */
export const biasOf = (build: Build, { name, layer }: Placed<Convolution>) =>
  layer.useBias ? build.weights(`${name}.bias`) : undefined;

/** From the gradient of the output to that of what was activated, and of the bias. */
export function epilogueGradient(
  build: Build,
  { name, layer, outputShape }: Placed<Convolution>,
  y: View,
  dy: View,
): View {
  const matrix = pixels(build.rows, outputShape);
  const dz = activationGradient(build, name, y, dy, matrix, layer.activation);
  if (layer.useBias) {
    build.call(`${name}/bias-gradient`, "bias-gradient", { dz, db: build.gradient(`${name}.bias`) }, { ...matrix });
  }
  return dz;
}

export const FORM_FIELDS: readonly LayerField[] = [
  { name: "filters", label: "Filters", kind: "number", start: "8" },
  { name: "kernelSize", label: "Kernel", kind: "size", start: "3" },
  { name: "strides", label: "Strides", kind: "size", start: "1" },
  PADDING_FIELD,
  ACTIVATION_FIELD,
  BIAS_FIELD,
];

/** The arguments of Keras's layers. */
export function kerasArguments(layer: Convolution): string {
  const { filters, kernelSize, strides, padding } = layer;
  return `(${filters}, ${tuple(kernelSize)}, strides=${tuple(strides)}, padding="${padding}"${activationAndBias(layer)})`;
}
