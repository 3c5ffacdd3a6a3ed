import { sizeOf } from "../data/dataset.js";
import * as activation from "./activation.js";
import * as batch from "./batch.js";
import * as cast from "./cast.js";
import * as convolution from "./convolution.js";
import * as images from "./images.js";
import * as loss from "./loss.js";
import * as normalization from "./normalization.js";
import { type AnyOperation, type Cost, type Definition, halfOf, type Numbers, type Tables } from "./operation.js";
import * as optimizer from "./optimizer.js";
import * as product from "./product.js";
import * as regularizers from "./regularizers.js";
import * as stack from "./stack.js";
import type { Operation, OperationName } from "./union.js";

type Of<Name extends OperationName> = Extract<Operation, { readonly operation: Name }>;

/** What is known of each operation but its kernels: not part of the library's core, which only runs them. */
export const OPERATIONS: { readonly [Name in OperationName]: Definition<Of<Name>> } = {
  accumulate: regularizers.accumulate,
  "activation-gradient": activation.activationGradient,
  "activity-penalty": regularizers.activityPenalty,
  "activity-penalty-gradient": regularizers.activityPenaltyGradient,
  adadelta: optimizer.adadelta,
  adam: optimizer.adam,
  "batch-mean": loss.batchMean,
  "bce-gradient": loss.bceGradient,
  "bce-loss": loss.bceLoss,
  "bias-activation": activation.biasActivation,
  "bias-gradient": activation.biasGradient,
  cast: cast.cast,
  "categorical-crossentropy-gradient": loss.categoricalCrossentropyGradient,
  "categorical-crossentropy-loss": loss.categoricalCrossentropyLoss,
  "clip-norm": optimizer.clipNorm,
  "clip-norm-parts": optimizer.clipNormParts,
  "clip-norm-squares": optimizer.clipNormSquares,
  conv2d: convolution.conv2d,
  "conv2d-flip": convolution.conv2dFlip,
  "conv2d-folded-gradient": convolution.conv2dFoldedGradient,
  "conv2d-gradient-sums": convolution.conv2dGradientSums,
  "conv2d-input-gradient": convolution.conv2dInputGradient,
  "conv2d-kernel-gradient": convolution.conv2dKernelGradient,
  "conv2d-max-pool2d": convolution.conv2dMaxPool2d,
  "dense-gradients": stack.denseGradients,
  "dense-rows": stack.denseRows,
  "dense-weights": stack.denseWeights,
  "depth-to-space": images.depthToSpace,
  dropout: regularizers.dropout,
  gather: batch.gather,
  "gaussian-noise": regularizers.gaussianNoise,
  "gaussian-noise-gradient": regularizers.gaussianNoiseGradient,
  "kl-loss": regularizers.klLoss,
  "layer-normalization": normalization.layerNormalization,
  "layer-normalization-gradient": normalization.layerNormalizationGradient,
  "loss-and-gradient": loss.lossAndGradient,
  "mask-weights": batch.maskWeights,
  "masked-metric": loss.maskedMetric,
  matmul: product.matmul,
  "max-pool2d": images.maxPool2d,
  "max-pool2d-gradient": images.maxPool2dGradient,
  metric: loss.metric,
  "mse-gradient": loss.mseGradient,
  "mse-loss": loss.mseLoss,
  "one-hot": batch.oneHot,
  rmsprop: optimizer.rmsprop,
  "rmsprop-momentum": optimizer.rmspropMomentum,
  sampling: regularizers.sampling,
  "sampling-gradient": regularizers.samplingGradient,
  sgd: optimizer.sgd,
  "sgd-momentum": optimizer.sgdMomentum,
  softmax: activation.softmax,
  "softmax-gradient": activation.softmaxGradient,
  "space-to-depth": images.spaceToDepth,
  "sum-parts": product.sumParts,
  "up-sampling2d": images.upSampling2d,
  "up-sampling2d-gradient": images.upSampling2dGradient,
  weigh: batch.weigh,
  "weight-decay": optimizer.weightDecay,
};

/** A definition as one of any operation, whose constants are 0 where they are left out. */
interface Asked {
  readonly writes: readonly string[];
  readonly updates?: readonly string[];
  shapes(params: Numbers, constants: Numbers, tables: Tables): Readonly<Record<string, readonly number[]>>;
  flops(params: Numbers, constants: Numbers, tables: Tables): number;
  readonly halves?: readonly string[];
}

/** What is known of an operation. */
export const definitionOf = ({ operation }: Pick<AnyOperation, "operation">): Asked =>
  OPERATIONS[operation as OperationName] as unknown as Asked;

/** Constants that are left out are 0. */
const filled = (constants: Numbers) =>
  new Proxy(constants, { get: (given, name) => Reflect.get(given, name) ?? 0 }) as Numbers;

/** The shape of what an operation reads or writes of each operand. */
export function shapesOf(operation: AnyOperation, tables: Tables = {}) {
  return definitionOf(operation).shapes(operation.params, filled(operation.constants), tables);
}

/** The floating-point operations of an operation, and the bytes that it must read and write. */
export function costOf(operation: AnyOperation, tables: Tables = {}): Cost {
  const { updates = [], flops } = definitionOf(operation);
  let bytes = 0;
  for (const [operand, shape] of Object.entries(shapesOf(operation, tables))) {
    bytes += sizeOf(shape) * (operation.constants[halfOf(operand)] ? 2 : 4) * (updates.includes(operand) ? 2 : 1);
  }
  return { flops: flops(operation.params, filled(operation.constants), tables), bytes };
}
