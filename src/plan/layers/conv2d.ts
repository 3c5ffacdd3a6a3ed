import { sizeOf } from "../../data/dataset.js";
import type { Conv2dLayer, Conv2dTransposeLayer } from "../../model/layers/conv2d.js";
import { imageShape, windowOver } from "../../model/layers/kind.js";
import type { PlacedLayer } from "../../model/network.js";
import type { PlanBuilder } from "../builder.js";
import type { View } from "../plan.js";
import { activated, activationGradient, type Matrix } from "./activation.js";
import type { LayerLowering } from "./lowering.js";

type Convolution = Conv2dLayer | Conv2dTransposeLayer;

/**
 * The sizes of a convolution from images of shape `from` to images of shape `to`. A transposed one has those of the
 * convolution that it transposes: from its output to its input.
 */
function geometry(rows: number, { kernelSize, strides, padding }: Convolution, from: View3, to: View3) {
  const [in_height, in_width, in_channels] = from;
  const [out_height, out_width, out_channels] = to;
  const [kernel_height, kernel_width] = kernelSize;
  const [stride_y, stride_x] = strides;
  const pad_top = windowOver(in_height, kernel_height, stride_y, padding).before;
  const pad_left = windowOver(in_width, kernel_width, stride_x, padding).before;
  const images = { rows, in_height, in_width, in_channels, out_height, out_width, out_channels };
  return { ...images, kernel_height, kernel_width, stride_y, stride_x, pad_top, pad_left };
}

type View3 = readonly [height: number, width: number, channels: number];

/** The pixels of a layer's output as rows of channels. */
function pixels(rows: number, outputShape: readonly number[]): Matrix {
  const [height, width, units] = imageShape(outputShape);
  return { rows: rows * height * width, units };
}

/** From the gradient of the output to that of what was activated, and of the bias. */
function epilogueGradient(
  build: PlanBuilder,
  { name, layer, outputShape }: PlacedLayer<Convolution>,
  y: View,
  dy: View,
) {
  const matrix = pixels(build.rows, outputShape);
  const dz = activationGradient(build, name, y, dy, matrix, layer.activation);
  if (layer.useBias) {
    build.call(`${name}/bias-gradient`, "bias-gradient", { dz, db: build.gradient(`${name}.bias`) }, { ...matrix });
  }
  return dz;
}

const biasOf = (build: PlanBuilder, { name, layer }: PlacedLayer<Convolution>) =>
  layer.useBias ? build.weights(`${name}.bias`) : undefined;

export const conv2dLowering: LayerLowering<Conv2dLayer> = {
  forward(build, placed, x) {
    const { name, layer, inputShape, outputShape } = placed;
    const params = geometry(build.rows, layer, imageShape(inputShape), imageShape(outputShape));
    const z = build.buffer(`${name}.z`, [build.rows, ...outputShape]);
    build.call(`${name}/conv2d`, "conv2d", { x, w: build.weights(`${name}.kernel`), z }, params);
    return activated(build, name, z, biasOf(build, placed), pixels(build.rows, outputShape), layer.activation);
  },

  backward(build, placed, { x, y }, dy, wantsInput) {
    const { name, layer, inputShape, outputShape } = placed;
    const dz = epilogueGradient(build, placed, y, dy);
    const params = geometry(build.rows, layer, imageShape(inputShape), imageShape(outputShape));
    const dw = build.gradient(`${name}.kernel`);
    build.call(`${name}/kernel-gradient`, "conv2d-kernel-gradient", { x, dz, dw }, params);
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${name}.dx`, [build.rows, ...inputShape]);
    const w = build.weights(`${name}.kernel`);
    build.call(`${name}/input-gradient`, "conv2d-input-gradient", { dz, w, dx }, params);
    return dx;
  },
};

/** Forward it is a convolution's gradient with respect to its input; its own gradients are convolutions. */
export const conv2dTransposeLowering: LayerLowering<Conv2dTransposeLayer> = {
  forward(build, placed, x) {
    const { name, layer, inputShape, outputShape } = placed;
    const params = geometry(build.rows, layer, imageShape(outputShape), imageShape(inputShape));
    const z = build.buffer(`${name}.z`, [build.rows, ...outputShape]);
    const w = build.weights(`${name}.kernel`);
    build.call(`${name}/conv2d-transpose`, "conv2d-input-gradient", { dz: x, w, dx: z }, params);
    return activated(build, name, z, biasOf(build, placed), pixels(build.rows, outputShape), layer.activation);
  },

  backward(build, placed, { x, y }, dy, wantsInput) {
    const { name, layer, inputShape, outputShape } = placed;
    const dz = epilogueGradient(build, placed, y, dy);
    const params = geometry(build.rows, layer, imageShape(outputShape), imageShape(inputShape));
    const dw = build.gradient(`${name}.kernel`);
    build.call(`${name}/kernel-gradient`, "conv2d-kernel-gradient", { x: dz, dz: x, dw }, params);
    if (!wantsInput) return undefined;
    const dx = build.buffer(`${name}.dx`, [build.rows, sizeOf(inputShape)]);
    build.call(`${name}/input-gradient`, "conv2d", { x: dz, w: build.weights(`${name}.kernel`), z: dx }, params);
    return dx;
  },
};
