import { ACTIVATIONS, type Activation } from "../activations.js";
import { flag, heightAndWidth, oneOf, optional, positiveInteger } from "../fields.js";
import { imageShape, layerKind, PADDINGS, type Padding, windowOver } from "./kind.js";

type HeightAndWidth = readonly [height: number, width: number];

/**
 * A convolution over images `[height, width, channels]`: `y = activation(x ∗ kernel + bias)`, kernel
 * `[kernel height, kernel width, channels, filters]`, bias `[filters]`.
 */
export interface Conv2dLayer {
  readonly type: "conv2d";
  readonly filters: number;
  readonly kernelSize: HeightAndWidth;
  readonly strides: HeightAndWidth;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly useBias: boolean;
}

/**
 * The transpose of a convolution, which turns an image `[height, width, channels]` into the larger one that the convolution
 * would have made it of; its kernel is that convolution's, `[kernel height, kernel width, filters, channels]`.
 */
export interface Conv2dTransposeLayer extends Omit<Conv2dLayer, "type"> {
  readonly type: "conv2dTranspose";
}

const fields = {
  filters: positiveInteger,
  kernelSize: heightAndWidth,
  strides: optional(heightAndWidth, [1, 1]),
  padding: optional(oneOf(PADDINGS), "valid"),
  activation: optional(oneOf(ACTIVATIONS), "linear"),
  useBias: optional(flag, true),
} as const;

const biasOf = ({ filters, useBias }: Pick<Conv2dLayer, "filters" | "useBias">) =>
  useBias ? [{ name: "bias", shape: [filters], initializer: "zeros" } as const] : [];

export const conv2dKind = layerKind<Conv2dLayer>({
  type: "conv2d",
  kerasName: "Conv2D",
  what: "a conv2d layer",
  fields,
  place(layer, inputShape) {
    const [height, width, channels] = imageShape(inputShape);
    const { filters, kernelSize, strides, padding } = layer;
    const down = windowOver(height, kernelSize[0], strides[0], padding);
    const across = windowOver(width, kernelSize[1], strides[1], padding);
    const kernel = { name: "kernel", shape: [...kernelSize, channels, filters], initializer: "glorotUniform" } as const;
    return { outputShape: [down.length, across.length, filters], parameters: [kernel, ...biasOf(layer)] };
  },
});

export const conv2dTransposeKind = layerKind<Conv2dTransposeLayer>({
  type: "conv2dTranspose",
  kerasName: "Conv2DTranspose",
  what: "a conv2dTranspose layer",
  fields,
  place(layer, inputShape) {
    const [height, width, channels] = imageShape(inputShape);
    const { filters, kernelSize, strides, padding } = layer;
    // As Keras's deconv_output_length: the smallest image whose convolution has the input's size.
    const enlarged = (length: number, axis: 0 | 1) =>
      length * strides[axis] + (padding === "same" ? 0 : Math.max(kernelSize[axis] - strides[axis], 0));
    const kernel = { name: "kernel", shape: [...kernelSize, filters, channels], initializer: "glorotUniform" } as const;
    return {
      outputShape: [enlarged(height, 0), enlarged(width, 1), filters],
      parameters: [kernel, ...biasOf(layer)],
    };
  },
});
