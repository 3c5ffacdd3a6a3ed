import { activated } from "./activated.js";
import {
  biasOf,
  type Convolution,
  type ConvolutionOptions,
  convolutionParameters,
  epilogueGradient,
  FIELDS,
  FORM_FIELDS,
  geometry,
  kerasArguments,
  pixels,
} from "./convolution.js";
import type { LayerForm } from "./form.js";
import { imageShape, type Size, windowOver } from "./images.js";
import { type LayerKind, written } from "./kind.js";
import type { InAndOut, LayerLowering } from "./lowering.js";
import type { LayerText } from "./text.js";

/**
 * A convolution over images `[height, width, channels]`: `y = activation(x ∗ kernel + bias)`, kernel
 * `[kernel height, kernel width, channels, filters]`, bias `[filters]`.
 */
export interface Conv2dLayer extends Convolution {
  readonly type: "conv2d";
}

/** A convolution, as Keras's `Conv2D`: strides 1, padding "valid", no activation unless given. */
export function conv2d(filters: number, kernelSize: Size, options: ConvolutionOptions = {}): Conv2dLayer {
  return written(kind, { filters, kernelSize }, options);
}

export const kind: LayerKind<Conv2dLayer> = {
  type: "conv2d",
  kerasName: "Conv2D",
  fields: FIELDS,
  place(layer, inputShape) {
    const [height, width, channels] = imageShape(inputShape);
    const { filters, kernelSize, strides, padding } = layer;
    const down = windowOver(height, kernelSize[0], strides[0], padding);
    const across = windowOver(width, kernelSize[1], strides[1], padding);
    return {
      outputShape: [down.length, across.length, filters],
      parameters: convolutionParameters(layer, channels, filters),
    };
  },
  activation: ({ activation }) => activation,
};

export const lowering: LayerLowering<Conv2dLayer, InAndOut> = {
  forward(build, placed, x) {
    const { name, layer, inputShape, outputShape } = placed;
    const params = geometry(build.rows, layer, inputShape, outputShape);
    const z = build.buffer(`${name}.z`, [build.rows, ...outputShape]);
    build.call(`${name}/conv2d`, "conv2d", { x, w: build.weights(`${name}.kernel`), z }, params);
    const bias = biasOf(build, placed);
    const y = activated(build, name, z, bias, pixels(build.rows, outputShape), layer.activation);
    return { y, kept: { x, y } };
  },

  backward(build, placed, { x, y }, dy, wantsInput) {
    const { name, layer, inputShape, outputShape } = placed;
    const dz = epilogueGradient(build, placed, y, dy);
    const params = geometry(build.rows, layer, inputShape, outputShape);
    const dw = build.gradient(`${name}.kernel`);
    build.call(`${name}/kernel-gradient`, "conv2d-kernel-gradient", { x, dz, dw }, params);
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${name}.dx`, [build.rows, ...inputShape]);
    const w = build.weights(`${name}.kernel`);
    build.call(`${name}/input-gradient`, "conv2d-input-gradient", { dz, w, dx }, params);
    return dx;
  },
};

export const form: LayerForm = {
  label: "Convolution",
  about: "small filters slide over a grid of values",
  fields: FORM_FIELDS,
};

export const text: LayerText<Conv2dLayer> = {
  positional: ["filters", "kernelSize"],
  keras: (layer) => [`layers.Conv2D${kerasArguments(layer)}`],
  brief: ({ filters, activation }) => `conv2d ${filters} ${activation}`,
};
