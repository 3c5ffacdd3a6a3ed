import type { Conv2dLayer } from "../../layers/conv2d.js";
import type { Conv2dTransposeLayer } from "../../layers/conv2d-transpose.js";
import type { LayerNormalizationLayer } from "../../layers/layer-normalization.js";
import type { MaxPool2dLayer } from "../../layers/max-pool2d.js";
import type { Activation } from "../../model/activations.js";
import { networkOf } from "../../model/description.js";
import type { PlacedLayer } from "../../model/network.js";
import type { Tensor } from "../../model/tensor.js";
import { kernelChannelsFirst } from "../axes.js";
import { DESCRIPTION_KEY } from "../own-description.js";
import { padsOf, transposedPads } from "../paddings.js";
import type { Part, SavedModel } from "../saved-model.js";
import { GraphBuilder } from "./graph-builder.js";
import {
  floatTensor,
  integerTensor,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxValue,
  TYPE,
} from "./schema.js";
import { scoreOf } from "./score.js";

/** The oldest version of the operators with all that is used here, and the version of the file that came with it. */
const OPSET = 17;
const IR_VERSION = 8;

/** Where the metadata of a half says which it is. */
export const PART_KEY = "isthmus.part";

/** A sample's values in the graph: as we have them, or an image with its channels first. */
interface Value {
  readonly name: string;
  /** Ours, whatever the graph's. */
  readonly shape: readonly number[];
  readonly channelsFirst: boolean;
}

/**
 * A model as an ONNX graph: from `x` to `y`, `code`, for a variational model `z_log_var`, and with a threshold `score`, the
 * error that it is held against; a half of it from `x` to `code`, or from `code` to `y`. Samples go in and come out as they do
 * here, images as `[batch, height, width, channels]`; between convolutions their channels come first, as ONNX has them. What only
 * trains (noise, dropout, penalties) is left out; all of the description is in the metadata, with the scaling of the data, which
 * the graph does not do: it is fed what `predict` is.
 */
export function onnxModelOf(model: SavedModel, part: Part): OnnxModel {
  const { description } = model;
  const { scaling } = description.preparation ?? {};
  return {
    irVersion: IR_VERSION,
    opset: OPSET,
    graph: graphOf(model, part),
    metadata: {
      ...(part === "autoencoder" ? { [DESCRIPTION_KEY]: JSON.stringify(description) } : { [PART_KEY]: part }),
      ...(scaling && { scaling: JSON.stringify(scaling) }),
      ...(description.threshold && { threshold: JSON.stringify(description.threshold) }),
    },
    doc: `${DOCS[part]} Images are [batch, height, width, channels].`,
  };
}

const SCALED = "scaled as the model was trained on (see the metadata)";
const DOCS: Readonly<Record<Part, string>> = {
  autoencoder: `An autoencoder: from x, ${SCALED}, to y, its reconstruction, and code.`,
  encoder: `The encoder of an autoencoder: from x, ${SCALED}, to code.`,
  decoder: "The decoder of an autoencoder: from code to y, the reconstruction.",
};

export function graphOf({ description, weights }: SavedModel, part: Part): OnnxGraph {
  const { layers, encoderLength, inputShape, codeShape, outputShape } = networkOf(description);
  const writer = new LayerWriter(weights);
  const input = part === "decoder" ? batchOf("code", codeShape) : batchOf("x", inputShape);
  let value: Value = { name: input.name, shape: part === "decoder" ? codeShape : inputShape, channelsFirst: false };
  const outputs: OnnxValue[] = [];
  if (part !== "encoder") outputs.push(batchOf("y", outputShape));
  if (part !== "decoder") outputs.push(batchOf("code", codeShape));
  const [from, to] = [part === "decoder" ? encoderLength : 0, part === "encoder" ? encoderLength : layers.length];
  for (const [index, layer] of layers.slice(from, to).entries()) {
    value = writer.layer(layer, value);
    if (from + index === encoderLength - 1) value = writer.output(value, "code");
    if (layer.layer.type === "sampling") outputs.push(batchOf("z_log_var", layer.outputShape));
  }
  if (part !== "encoder") writer.output(value, "y");
  const { builder } = writer;
  if (description.threshold && part === "autoencoder") {
    scoreOf(builder, description.threshold.metric);
    outputs.push(batchOf("score", []));
  }
  return { nodes: builder.nodes, initializers: builder.initializers, inputs: [input], outputs };
}

/** Samples in a batch of any size; of images it is said which axis is the channels'. */
function batchOf(name: string, shape: readonly number[]): OnnxValue {
  const isImage = shape.length === 3;
  const ofAxis = (axis: number) => (axis === 2 ? "DATA_CHANNEL" : "DATA_FEATURE");
  const sample = shape.map((length, axis) => ({ length, ...(isImage && { denotation: ofAxis(axis) }) }));
  return { name, type: TYPE.float, dims: [{ length: "batch", denotation: "DATA_BATCH" }, ...sample] };
}

class LayerWriter {
  readonly builder = new GraphBuilder();

  constructor(private readonly weights: Readonly<Record<string, Tensor>>) {}

  layer({ name, layer, inputShape, outputShape }: PlacedLayer, x: Value): Value {
    switch (layer.type) {
      case "dense":
        return this.activated(layer.activation, this.affine(name, layer.useBias, x, outputShape), name);
      case "sampling":
        this.affine(`${name}.z_log_var`, true, x, outputShape, "z_log_var");
        return this.affine(`${name}.z_mean`, true, x, outputShape);
      case "conv2d":
      case "conv2dTranspose":
        return this.activated(layer.activation, this.convolution(name, layer, x, outputShape), name);
      case "maxPool2d":
        return this.maxPool(name, layer, x, outputShape);
      case "upSampling2d": {
        const scales = { shape: [4], data: Float32Array.of(1, 1, ...layer.size) };
        const inputs = [
          this.channelsFirst(x).name,
          "",
          this.builder.initializer(floatTensor(`${name}.scales`, scales)),
        ];
        const resized = this.builder.node("Resize", `${name}/Resize`, inputs, {
          coordinate_transformation_mode: { text: "asymmetric" },
          mode: { text: "nearest" },
          nearest_mode: { text: "floor" },
        });
        return { name: resized, shape: outputShape, channelsFirst: true };
      }
      case "flatten":
      case "reshape": {
        if (String(inputShape) === String(outputShape)) return { ...x, shape: outputShape };
        // 0: as many as there are, of the batch.
        const shape = this.builder.initializer(integerTensor(`${name}.shape`, [0, ...outputShape]));
        const inputs = [this.channelsLast(x).name, shape];
        const reshaped = this.builder.node("Reshape", `${name}/Reshape`, inputs);
        return { name: reshaped, shape: outputShape, channelsFirst: false };
      }
      case "layerNormalization":
        return this.normalized(name, layer, x);
      case "gaussianNoise":
      case "dropout":
        return x;
    }
  }

  /** Gives a value out under a name, as we have it. What the next layer takes is the value itself, its channels where they are. */
  output(value: Value, name: string): Value {
    if (value.channelsFirst) {
      this.channelsLast(value, name);
      return value;
    }
    // What comes in, or goes out by another name already, keeps that.
    if (value.name === "x" || value.name === "code") this.builder.node("Identity", name, [value.name]);
    else this.builder.rename(value.name, name);
    return value.name === "x" || value.name === "code" ? value : { ...value, name };
  }

  private affine(
    name: string,
    useBias: boolean,
    x: Value,
    shape: readonly number[],
    output = `${name}/${useBias ? "Gemm" : "MatMul"}`,
  ): Value {
    const inputs = [x.name, this.weight(`${name}.kernel`), ...(useBias ? [this.weight(`${name}.bias`)] : [])];
    return { name: this.builder.node(useBias ? "Gemm" : "MatMul", output, inputs), shape, channelsFirst: false };
  }

  private convolution(
    name: string,
    layer: Conv2dLayer | Conv2dTransposeLayer,
    x: Value,
    shape: readonly number[],
  ): Value {
    const { kernelSize, strides, padding, useBias, type } = layer;
    const kernel = this.weight(`${name}.kernel`, kernelChannelsFirst);
    const inputs = [this.channelsFirst(x).name, kernel, ...(useBias ? [this.weight(`${name}.bias`)] : [])];
    const isConv = type === "conv2d";
    const { pads, extra } = transposedPads(kernelSize, strides, padding);
    const op = isConv ? "Conv" : "ConvTranspose";
    const output = this.builder.node(op, `${name}/${op}`, inputs, {
      kernel_shape: { ints: kernelSize },
      strides: { ints: strides },
      pads: { ints: isConv ? padsOf(x.shape, kernelSize, strides, padding) : pads },
      ...(!isConv && { output_padding: { ints: extra } }),
    });
    return { name: output, shape, channelsFirst: true };
  }

  private maxPool(name: string, layer: MaxPool2dLayer, x: Value, shape: readonly number[]): Value {
    const { poolSize, strides = poolSize, padding } = layer;
    const pooled = this.builder.node("MaxPool", `${name}/MaxPool`, [this.channelsFirst(x).name], {
      kernel_shape: { ints: poolSize },
      strides: { ints: strides },
      pads: { ints: padsOf(x.shape, poolSize, strides, padding) },
    });
    return { name: pooled, shape, channelsFirst: true };
  }

  /** Over the last axis of ours. Its scale is no option there: without ours, it is ones. */
  private normalized(name: string, { epsilon, center, scale }: LayerNormalizationLayer, x: Value): Value {
    const last = this.channelsLast(x);
    const size = x.shape.at(-1) ?? 1;
    const ones = () => floatTensor(`${name}.ones`, { shape: [size], data: new Float32Array(size).fill(1) });
    const gamma = scale ? this.weight(`${name}.gamma`) : this.builder.initializer(ones());
    const inputs = [last.name, gamma, ...(center ? [this.weight(`${name}.beta`)] : [])];
    const attributes = { axis: { int: -1 }, epsilon: { float: Math.fround(epsilon) } };
    return { ...last, name: this.builder.node("LayerNormalization", `${name}/LayerNormalization`, inputs, attributes) };
  }

  private activated(activation: Activation, z: Value, name: string): Value {
    const apply = (op: string, attributes: Readonly<Record<string, OnnxAttribute>> = {}) => ({
      ...z,
      name: this.builder.node(op, `${name}/${op}`, [z.name], attributes),
    });
    switch (activation) {
      case "linear":
        return z;
      case "relu":
        return apply("Relu");
      case "leakyRelu":
        return apply("LeakyRelu", { alpha: { float: Math.fround(0.2) } });
      case "elu":
        return apply("Elu", { alpha: { float: 1 } });
      case "sigmoid":
        return apply("Sigmoid");
      case "tanh":
        return apply("Tanh");
      case "softmax":
        // Over the last axis of ours.
        return apply("Softmax", { axis: { int: z.channelsFirst ? 1 : -1 } });
    }
  }

  private weight(name: string, laidOut: (tensor: Tensor) => Tensor = (tensor) => tensor): string {
    const tensor = this.weights[name];
    if (!tensor) throw new Error(`The model has no weight "${name}".`);
    return this.builder.initializer(floatTensor(name, laidOut(tensor)));
  }

  private channelsFirst(value: Value): Value {
    if (value.channelsFirst) return value;
    const name = this.transpose(value.name, `${value.name}/channels_first`, [0, 3, 1, 2]);
    return { ...value, name, channelsFirst: true };
  }

  private channelsLast(value: Value, name = `${value.name}/channels_last`): Value {
    if (!value.channelsFirst) return value;
    return { ...value, name: this.transpose(value.name, name, [0, 2, 3, 1]), channelsFirst: false };
  }

  private transpose(from: string, to: string, perm: readonly number[]): string {
    return this.builder.node("Transpose", to, [from], { perm: { ints: perm } });
  }
}
