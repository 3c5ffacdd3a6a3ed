/** Models as peers write them out: relu layers, then one whose logits go to sigmoid and cross-entropy. */

import type { Padding } from "../src/layers/images.js";
import type { Layer } from "../src/layers/layers.js";
import { networkOf } from "../src/model/description.js";
import type { Tensor } from "../src/model/tensor.js";
import type { Work } from "./work.js";

type HeightAndWidth = readonly [height: number, width: number];

interface Weights {
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

interface Weighted extends Weights {
  /** Whether a relu follows; else these are the logits. */
  readonly relu: boolean;
}

/** Kernel `[inputs, units]`. */
export interface PlainDense extends Weighted {
  readonly type: "dense";
}

/** Stride 1 over images `[height, width, channels]`, kernel `[height, width, in, out]`. */
export interface PlainConv2d extends Weighted {
  readonly type: "conv2d";
  readonly padding: Padding;
}

/** Windows side by side, padding `same`. Its input, coming from a relu or being an image, is never negative. */
export interface PlainMaxPool2d {
  readonly type: "maxPool2d";
  readonly size: HeightAndWidth;
}

/** Every pixel repeated. */
export interface PlainUpSampling2d {
  readonly type: "upSampling2d";
  readonly size: HeightAndWidth;
}

/** A layer with all that a peer needs to compute it. */
export type PlainLayer = PlainDense | PlainConv2d | PlainMaxPool2d | PlainUpSampling2d;

/**
 * The layers in order, with their initial weights.
 * @throws when the model has others than peers are written for
 */
export function plainLayers({ description, weights }: Work): PlainLayer[] {
  const placed = networkOf(description).layers;
  return placed.map(({ name, layer }, index) => {
    const kernel = weights[`${name}.kernel`];
    const bias = weights[`${name}.bias`];
    const plain = plainLayer(layer, kernel && bias && { kernel, bias }, index === placed.length - 1);
    if (!plain || description.loss !== "binaryCrossentropy") {
      throw new Error(
        `${name}: peers are written for relu layers with biases, pools and up-sampling, that end in a sigmoid.`,
      );
    }
    return plain;
  });
}

/** The layer, unless it is of another kind than the types above. */
function plainLayer(layer: Layer, weights: Weights | undefined, last: boolean): PlainLayer | undefined {
  switch (layer.type) {
    case "dense":
    case "conv2d": {
      if (!weights || layer.activation !== (last ? "sigmoid" : "relu")) return undefined;
      const weighted = { ...weights, relu: !last };
      if (layer.type === "dense") return layer.activityRegularizer ? undefined : { type: "dense", ...weighted };
      const { padding, strides } = layer;
      return strides.every((stride) => stride === 1) ? { type: "conv2d", ...weighted, padding } : undefined;
    }
    case "maxPool2d": {
      const { poolSize: size, strides = size, padding } = layer;
      const sideBySide = strides[0] === size[0] && strides[1] === size[1];
      return sideBySide && padding === "same" && !last ? { type: "maxPool2d", size } : undefined;
    }
    case "upSampling2d":
      return last ? undefined : { type: "upSampling2d", size: layer.size };
    default:
      return undefined;
  }
}
