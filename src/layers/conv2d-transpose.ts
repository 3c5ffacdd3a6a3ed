import { sizeOf } from "../data/dataset.js";
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
import { imageShape, type Size } from "./images.js";
import { type LayerKind, written } from "./kind.js";
import type { InAndOut, LayerLowering } from "./lowering.js";
import type { LayerText } from "./text.js";

/**
 * The transpose of a convolution, which turns an image `[height, width, channels]` into the larger one that the convolution
 * would have made it of; its kernel is that convolution's, `[kernel height, kernel width, filters, channels]`.
 */
export interface Conv2dTransposeLayer extends Convolution {
  readonly type: "conv2dTranspose";
}

/** The transpose of a convolution, as Keras's `Conv2DTranspose`. */
export function conv2dTranspose(
  filters: number,
  kernelSize: Size,
  options: ConvolutionOptions = {},
): Conv2dTransposeLayer {
  return written(kind, { filters, kernelSize }, options);
}

export const kind: LayerKind<Conv2dTransposeLayer> = {
  type: "conv2dTranspose",
  kerasName: "Conv2DTranspose",
  fields: FIELDS,
  place(layer, inputShape) {
    const [height, width, channels] = imageShape(inputShape);
    const { filters, kernelSize, strides, padding } = layer;
    // As Keras's deconv_output_length: the smallest image whose convolution has the input's size.
    const enlarged = (length: number, axis: 0 | 1) =>
      length * strides[axis] + (padding === "same" ? 0 : Math.max(kernelSize[axis] - strides[axis], 0));
    return {
      outputShape: [enlarged(height, 0), enlarged(width, 1), filters],
      parameters: convolutionParameters(layer, filters, channels),
    };
  },
  activation: ({ activation }) => activation,
};

/** Forward it is a convolution's gradient with respect to its input; its own gradients are convolutions. */
export const lowering: LayerLowering<Conv2dTransposeLayer, InAndOut> = {
  forward(build, placed, x) {
    const { name, layer, inputShape, outputShape } = placed;
    const params = geometry(build.rows, layer, outputShape, inputShape);
    const z = build.buffer(`${name}.z`, [build.rows, ...outputShape]);
    const w = build.weights(`${name}.kernel`);
    build.call(`${name}/conv2d-transpose`, "conv2d-input-gradient", { dz: x, w, dx: z }, params);
    const bias = biasOf(build, placed);
    const y = activated(build, name, z, bias, pixels(build.rows, outputShape), layer.activation);
    return { y, kept: { x, y } };
  },

  backward(build, placed, { x, y }, dy, wantsInput) {
    const { name, layer, inputShape, outputShape } = placed;
    const dz = epilogueGradient(build, placed, y, dy);
    const params = geometry(build.rows, layer, outputShape, inputShape);
    const dw = build.gradient(`${name}.kernel`);
    build.call(`${name}/kernel-gradient`, "conv2d-kernel-gradient", { x: dz, dz: x, dw }, params);
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${name}.dx`, [build.rows, sizeOf(inputShape)]);
    build.call(`${name}/input-gradient`, "conv2d", { x: dz, w: build.weights(`${name}.kernel`), z: dx }, params);
    return dx;
  },
};

export const form: LayerForm = {
  label: "Transposed convolution",
  about: "a convolution backwards: enlarges",
  fields: FORM_FIELDS,
};

export const text: LayerText<Conv2dTransposeLayer> = {
  positional: ["filters", "kernelSize"],
  keras: (layer) => [`layers.Conv2DTranspose${kerasArguments(layer)}`],
  brief: ({ filters, activation }) => `conv2dTranspose ${filters} ${activation}`,
};
