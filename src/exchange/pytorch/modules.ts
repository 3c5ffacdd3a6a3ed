import { sizeOf } from "../../data/dataset.js";
import { FormatError } from "../../errors.js";
import type { Conv2dLayer } from "../../layers/conv2d.js";
import type { Conv2dTransposeLayer } from "../../layers/conv2d-transpose.js";
import { imageShape } from "../../layers/images.js";
import type { LayerNormalizationLayer } from "../../layers/layer-normalization.js";
import type { MaxPool2dLayer } from "../../layers/max-pool2d.js";
import type { Activation } from "../../model/activations.js";
import type { PlacedLayer } from "../../model/network.js";
import type { Tensor } from "../../model/tensor.js";
import { kernelChannelsFirst, kernelChannelsLast, transposed } from "../axes.js";
import { type Pads, padsOf, transposedPads } from "../paddings.js";

/** One module of an `nn.Sequential`. */
export interface Module {
  /** What makes it, in Python. */
  readonly python: string;
  /** Its parameters: their names within it, and ours. */
  readonly parameters: readonly { readonly torch: string; readonly ours: string; readonly layout: Layout }[];
}

/** How a parameter lies in PyTorch: as here, as a matrix turned over, or with an image kernel's channels first. */
export type Layout = "same" | "matrix" | "kernel";

export function toTorch(tensor: Tensor, layout: Layout): Tensor {
  if (layout === "same") return tensor;
  return layout === "matrix" ? transposed(tensor) : kernelChannelsFirst(tensor);
}

export function fromTorch(tensor: Tensor, layout: Layout): Tensor {
  if (layout === "same") return tensor;
  return layout === "matrix" ? transposed(tensor) : kernelChannelsLast(tensor);
}

/** A parameter's name in the state of the whole module: `encoder.0.weight`. */
export interface TorchParameter {
  readonly torch: string;
  readonly ours: string;
  readonly layout: Layout;
}

/** The parameters of a part, by their place among its modules. */
export function parametersOf(part: string, modules: readonly Module[]): TorchParameter[] {
  return modules.flatMap(({ parameters }, index) =>
    parameters.map(({ torch, ...rest }) => ({ torch: `${part}.${index}.${torch}`, ...rest })),
  );
}

/**
 * The modules that compute layers. Values of three axes are images, which PyTorch has with their channels first; between them
 * and anything else they are turned, so that rows of values, codes too, are in the order in which they are here.
 */
export function modulesOf(layers: readonly PlacedLayer[], sampleSize: number): Module[] {
  return layers.flatMap((placed) => modulesOfLayer(placed, sampleSize));
}

const plain = (python: string): Module => ({ python, parameters: [] });

function modulesOfLayer(placed: PlacedLayer, sampleSize: number): Module[] {
  const { name, layer, inputShape, outputShape } = placed;
  const [inputs = 0] = inputShape;
  switch (layer.type) {
    case "dense": {
      const linear = {
        python: `nn.Linear(${inputs}, ${layer.units}${layer.useBias ? "" : ", bias=False"})`,
        parameters: affine(name, layer.useBias),
      };
      const penalty = layer.activityRegularizer;
      const penalised = penalty ? [plain(`ActivityPenalty(l1=${number(penalty.l1)}, l2=${number(penalty.l2)})`)] : [];
      return [linear, ...activation(layer.activation), ...penalised];
    }
    case "conv2d":
      return [...convolution(name, layer, inputShape), ...activation(layer.activation)];
    case "conv2dTranspose":
      return [...transposedConvolution(name, layer, inputShape), ...activation(layer.activation)];
    case "maxPool2d":
      return maxPool(layer, inputShape);
    case "upSampling2d": {
      const isExact = layer.size.every((factor) => factor <= LARGEST_EXACT);
      return [plain(isExact ? `nn.Upsample(scale_factor=${pair(layer.size)})` : `Repeat(${layer.size.join(", ")})`)];
    }
    case "flatten":
    case "reshape":
      return reshaped(inputShape, outputShape);
    case "gaussianNoise": {
      const clip = layer.clip ? `, clip=(${layer.clip.map(number).join(", ")})` : "";
      return [plain(`GaussianNoise(${number(layer.stddev)}${clip})`)];
    }
    case "dropout":
      return [plain(`nn.Dropout(${number(layer.rate)})`)];
    case "layerNormalization":
      return normalization(name, layer, inputShape);
    case "sampling": {
      const weight = layer.klWeight === undefined ? `1 / ${sampleSize}` : number(layer.klWeight);
      const heads = ["z_mean", "z_log_var"].flatMap((head) =>
        affine(`${name}.${head}`, true).map(({ torch, ...rest }) => ({ torch: `${head}.${torch}`, ...rest })),
      );
      return [{ python: `Sampling(${inputs}, ${layer.units}, kl_weight=${weight})`, parameters: heads }];
    }
  }
}

/** Beyond, `nn.Upsample` may take a neighbour: it multiplies by 1 / 41 in 32 bits, and 41 times that is below 1. */
const LARGEST_EXACT = 40;

const affine = (name: string, useBias: boolean): Module["parameters"] => [
  { torch: "weight", ours: `${name}.kernel`, layout: "matrix" },
  ...(useBias ? [{ torch: "bias", ours: `${name}.bias`, layout: "same" } as const] : []),
];

const imageWeights = (name: string, useBias: boolean): Module["parameters"] => [
  { torch: "weight", ours: `${name}.kernel`, layout: "kernel" },
  ...(useBias ? [{ torch: "bias", ours: `${name}.bias`, layout: "same" } as const] : []),
];

function convolution(name: string, layer: Conv2dLayer, inputShape: readonly number[]): Module[] {
  const { filters, kernelSize, strides, padding, useBias } = layer;
  const [, , channels] = imageShape(inputShape);
  const pads = padsOf(inputShape, kernelSize, strides, padding);
  const options = [
    ...strideOption(strides),
    ...(isEven(pads) && hasPads(pads) ? [`padding=${pair([pads[0], pads[1]])}`] : []),
    ...(useBias ? [] : ["bias=False"]),
  ];
  const python = call("nn.Conv2d", channels, filters, pair(kernelSize), ...options);
  const module = { python, parameters: imageWeights(name, useBias) };
  return isEven(pads) ? [module] : [plain(`nn.ZeroPad2d(${around(pads)})`), module];
}

/** What PyTorch cuts off it cuts off on both sides; of an odd number the last row or column is cut off by itself. */
function transposedConvolution(name: string, layer: Conv2dTransposeLayer, inputShape: readonly number[]): Module[] {
  const { filters, kernelSize, strides, padding, useBias } = layer;
  const [, , channels] = imageShape(inputShape);
  const { pads, extra } = transposedPads(kernelSize, strides, padding);
  const [top, left, bottom, right] = pads;
  const options = [
    ...strideOption(strides),
    ...(top > 0 || left > 0 ? [`padding=${pair([top, left])}`] : []),
    ...(extra.some((length) => length > 0) ? [`output_padding=${pair(extra)}`] : []),
    ...(useBias ? [] : ["bias=False"]),
  ];
  const python = call("nn.ConvTranspose2d", channels, filters, pair(kernelSize), ...options);
  const module = { python, parameters: imageWeights(name, useBias) };
  return isEven(pads) ? [module] : [module, plain(`nn.ZeroPad2d(${around([0, 0, top - bottom, left - right])})`)];
}

/** Padding never is the largest value. */
function maxPool({ poolSize, strides = poolSize, padding }: MaxPool2dLayer, inputShape: readonly number[]): Module[] {
  const pads = padsOf(inputShape, poolSize, strides, padding);
  const stride = String(strides) === String(poolSize) ? [] : [`stride=${pair(strides)}`];
  const own = isEven(pads) && hasPads(pads) ? [`padding=${pair([pads[0], pads[1]])}`] : [];
  const pool = plain(call("nn.MaxPool2d", pair(poolSize), ...stride, ...own));
  return isEven(pads) ? [pool] : [plain(`nn.ConstantPad2d(${around(pads)}, -torch.inf)`), pool];
}

/** Over the last axis, which of images is the channels' here and must be made so there. */
function normalization(name: string, layer: LayerNormalizationLayer, inputShape: readonly number[]): Module[] {
  const { epsilon, center, scale } = layer;
  if (center && !scale) {
    throw new FormatError(
      `The layer ${name} is a layerNormalization with beta and without gamma, which PyTorch's nn.LayerNorm cannot be. ` +
        "Give it both, or neither, or write another format.",
    );
  }
  const options = scale ? (center ? [] : ["bias=False"]) : ["elementwise_affine=False"];
  const python = call("nn.LayerNorm", inputShape.at(-1) ?? 1, `eps=${number(epsilon)}`, ...options);
  const parameters: Module["parameters"] = [
    ...(scale ? [{ torch: "weight", ours: `${name}.gamma`, layout: "same" } as const] : []),
    ...(center ? [{ torch: "bias", ours: `${name}.beta`, layout: "same" } as const] : []),
  ];
  const module = { python, parameters };
  return inputShape.length === 3 ? [plain("ChannelsLast()"), module, plain("ChannelsFirst()")] : [module];
}

function reshaped(from: readonly number[], to: readonly number[]): Module[] {
  if (String(from) === String(to)) return [];
  const modules: Module[] = [];
  if (needsTurn(from)) modules.push(plain("ChannelsLast()"));
  if (from.length > 1) modules.push(plain("nn.Flatten()"));
  const [height = 0, width = 0, channels = 0] = to;
  const turned = needsTurn(to);
  const target = to.length === 3 && !turned ? [channels, height, width] : to;
  if (to.length > 1) modules.push(plain(`nn.Unflatten(1, (${target.join(", ")}${target.length === 1 ? "," : ""}))`));
  if (turned) modules.push(plain("ChannelsFirst()"));
  return modules;
}

/** Whether an image's values lie otherwise when its channels come first. */
export const needsTurn = (shape: readonly number[]): boolean =>
  shape.length === 3 && shape[2] !== 1 && sizeOf(shape.slice(0, 2)) !== 1;

const ACTIVATIONS: Readonly<Record<Activation, string | undefined>> = {
  linear: undefined,
  relu: "nn.ReLU()",
  leakyRelu: "nn.LeakyReLU(0.2)",
  elu: "nn.ELU()",
  sigmoid: "nn.Sigmoid()",
  tanh: "nn.Tanh()",
  // Rows of values, or channels.
  softmax: "nn.Softmax(dim=1)",
};

function activation(name: Activation): Module[] {
  const python = ACTIVATIONS[name];
  return python ? [plain(python)] : [];
}

type Size = readonly [number, number];

const isEven = ([top, left, bottom, right]: Pads) => top === bottom && left === right;
const hasPads = (pads: Pads) => pads.some((length) => length > 0);
const strideOption = (strides: Size) => (strides.some((stride) => stride > 1) ? [`stride=${pair(strides)}`] : []);
const call = (name: string, ...args: readonly (string | number)[]) => `${name}(${args.join(", ")})`;
const pair = ([down, across]: Size) => (down === across ? `${down}` : `(${down}, ${across})`);
/** PyTorch's order: the last axis first. */
const around = ([top, left, bottom, right]: Pads) => `(${left}, ${right}, ${top}, ${bottom})`;

/** A number as Python reads it: the same 64 bits. */
export const number = (value: number): string => `${value}`;
