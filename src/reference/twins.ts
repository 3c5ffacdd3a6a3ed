import { halfOf } from "../operations/operation.js";
import { definitionOf } from "../operations/operations.js";
import { accumulate } from "./accumulate.js";
import { activationGradient } from "./activation-gradient.js";
import { activityPenalty } from "./activity-penalty.js";
import { activityPenaltyGradient } from "./activity-penalty-gradient.js";
import { adadelta } from "./adadelta.js";
import { adam } from "./adam.js";
import { batchMean } from "./batch-mean.js";
import { bceGradient } from "./bce-gradient.js";
import { bceLoss } from "./bce-loss.js";
import { biasActivation } from "./bias-activation.js";
import { biasGradient } from "./bias-gradient.js";
import { cast } from "./cast.js";
import { categoricalCrossentropyGradient } from "./categorical-crossentropy-gradient.js";
import { categoricalCrossentropyLoss } from "./categorical-crossentropy-loss.js";
import { clipNorm } from "./clip-norm.js";
import { clipNormParts } from "./clip-norm-parts.js";
import { clipNormSquares } from "./clip-norm-squares.js";
import { conv2d } from "./conv2d.js";
import { conv2dFlip } from "./conv2d-flip.js";
import { conv2dGradientSums } from "./conv2d-gradient-sums.js";
import { conv2dFoldedGradient, conv2dInputGradient } from "./conv2d-input-gradient.js";
import { conv2dKernelGradient } from "./conv2d-kernel-gradient.js";
import { conv2dMaxPool2d } from "./conv2d-max-pool2d.js";
import { denseGradients } from "./dense-gradients.js";
import { denseRows } from "./dense-rows.js";
import { denseWeights } from "./dense-weights.js";
import { depthToSpace } from "./depth-to-space.js";
import { dropout } from "./dropout.js";
import { gather } from "./gather.js";
import { gaussianNoise } from "./gaussian-noise.js";
import { gaussianNoiseGradient } from "./gaussian-noise-gradient.js";
import { storeHalves } from "./half.js";
import { klLoss } from "./kl-loss.js";
import { layerNormalization } from "./layer-normalization.js";
import { layerNormalizationGradient } from "./layer-normalization-gradient.js";
import { lossAndGradient } from "./loss-and-gradient.js";
import { maskWeights } from "./mask-weights.js";
import { maskedMetric } from "./masked-metric.js";
import { matmul } from "./matmul.js";
import { maxPool2d } from "./max-pool2d.js";
import { maxPool2dGradient } from "./max-pool2d-gradient.js";
import { metric } from "./metric.js";
import { mseGradient } from "./mse-gradient.js";
import { mseLoss } from "./mse-loss.js";
import { oneHot } from "./one-hot.js";
import { rmsprop, rmspropMomentum } from "./rmsprop.js";
import { sampling } from "./sampling.js";
import { samplingGradient } from "./sampling-gradient.js";
import { sgd, sgdMomentum } from "./sgd.js";
import { softmax } from "./softmax.js";
import { softmaxGradient } from "./softmax-gradient.js";
import { spaceToDepth } from "./space-to-depth.js";
import { sumParts } from "./sum-parts.js";
import { bound, type Twin } from "./twin.js";
import { upSampling2d } from "./up-sampling2d.js";
import { upSampling2dGradient } from "./up-sampling2d-gradient.js";
import { weigh } from "./weigh.js";
import { weightDecay } from "./weight-decay.js";

/** The float64 twin of each operation. */
export const TWINS: ReadonlyMap<string, Twin> = new Map(
  Object.entries({
    accumulate,
    "activation-gradient": activationGradient,
    "activity-penalty": activityPenalty,
    "activity-penalty-gradient": activityPenaltyGradient,
    adadelta,
    adam,
    "batch-mean": batchMean,
    "bce-gradient": bceGradient,
    "bce-loss": bceLoss,
    "bias-activation": biasActivation,
    "bias-gradient": biasGradient,
    cast,
    "categorical-crossentropy-gradient": categoricalCrossentropyGradient,
    "categorical-crossentropy-loss": categoricalCrossentropyLoss,
    "clip-norm": clipNorm,
    "clip-norm-parts": clipNormParts,
    "clip-norm-squares": clipNormSquares,
    conv2d,
    "conv2d-flip": conv2dFlip,
    "conv2d-folded-gradient": conv2dFoldedGradient,
    "conv2d-gradient-sums": conv2dGradientSums,
    "conv2d-input-gradient": conv2dInputGradient,
    "conv2d-kernel-gradient": conv2dKernelGradient,
    "conv2d-max-pool2d": conv2dMaxPool2d,
    "dense-gradients": denseGradients,
    "dense-rows": denseRows,
    "dense-weights": denseWeights,
    "depth-to-space": depthToSpace,
    dropout,
    gather,
    "gaussian-noise": gaussianNoise,
    "gaussian-noise-gradient": gaussianNoiseGradient,
    "kl-loss": klLoss,
    "layer-normalization": layerNormalization,
    "layer-normalization-gradient": layerNormalizationGradient,
    "loss-and-gradient": lossAndGradient,
    "mask-weights": maskWeights,
    "masked-metric": maskedMetric,
    matmul,
    "max-pool2d": maxPool2d,
    "max-pool2d-gradient": maxPool2dGradient,
    metric,
    "mse-gradient": mseGradient,
    "mse-loss": mseLoss,
    "one-hot": oneHot,
    rmsprop,
    "rmsprop-momentum": rmspropMomentum,
    sampling,
    "sampling-gradient": samplingGradient,
    sgd,
    "sgd-momentum": sgdMomentum,
    softmax,
    "softmax-gradient": softmaxGradient,
    "space-to-depth": spaceToDepth,
    "sum-parts": sumParts,
    "up-sampling2d": upSampling2d,
    "up-sampling2d-gradient": upSampling2dGradient,
    weigh,
    "weight-decay": weightDecay,
  }),
);

/**
 * The twin of an operation, which stores what it computes in f16 where its constants say so.
 * @throws when there is none of the name
 */
export function twinOf(operation: string): Twin {
  const twin = TWINS.get(operation);
  if (!twin) throw new Error(`No twin of ${operation} is listed in src/reference/twins.ts.`);
  const { writes } = definitionOf({ operation });
  return (call, bounds) => {
    twin(call, bounds);
    for (const operand of writes) {
      if (call.constants[halfOf(operand)]) storeHalves(bound(call.reals, operand), bounds?.[operand]);
    }
  };
}
