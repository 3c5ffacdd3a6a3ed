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
import { categoricalCrossentropyGradient } from "./categorical-crossentropy-gradient.js";
import { categoricalCrossentropyLoss } from "./categorical-crossentropy-loss.js";
import { clipNorm } from "./clip-norm.js";
import { conv2d } from "./conv2d.js";
import { conv2dInputGradient } from "./conv2d-input-gradient.js";
import { conv2dKernelGradient } from "./conv2d-kernel-gradient.js";
import { denseRows } from "./dense-rows.js";
import { denseWeights } from "./dense-weights.js";
import { dropout } from "./dropout.js";
import { gather } from "./gather.js";
import { gaussianNoise } from "./gaussian-noise.js";
import { gaussianNoiseGradient } from "./gaussian-noise-gradient.js";
import type { Kernel } from "./kernel.js";
import { klLoss } from "./kl-loss.js";
import { lossAndGradient } from "./loss-and-gradient.js";
import { matmul } from "./matmul.js";
import { matmulQuads } from "./matmul-quads.js";
import { matmulTiled } from "./matmul-tiled.js";
import { matmulTransposeA } from "./matmul-transpose-a.js";
import { matmulTransposeB } from "./matmul-transpose-b.js";
import { maxPool2d } from "./max-pool2d.js";
import { maxPool2dGradient } from "./max-pool2d-gradient.js";
import { metric } from "./metric.js";
import { mseGradient } from "./mse-gradient.js";
import { mseLoss } from "./mse-loss.js";
import { oneHot } from "./one-hot.js";
import { rmsprop } from "./rmsprop.js";
import { rmspropMomentum } from "./rmsprop-momentum.js";
import { sampling } from "./sampling.js";
import { samplingGradient } from "./sampling-gradient.js";
import { sgd } from "./sgd.js";
import { sgdMomentum } from "./sgd-momentum.js";
import { softmax } from "./softmax.js";
import { softmaxGradient } from "./softmax-gradient.js";
import { upSampling2d } from "./up-sampling2d.js";
import { upSampling2dGradient } from "./up-sampling2d-gradient.js";

/** Every kernel, by name. */
export const KERNELS: ReadonlyMap<string, Kernel> = new Map(
  [
    accumulate,
    activationGradient,
    activityPenalty,
    activityPenaltyGradient,
    adadelta,
    adam,
    batchMean,
    bceGradient,
    bceLoss,
    biasActivation,
    biasGradient,
    categoricalCrossentropyGradient,
    categoricalCrossentropyLoss,
    clipNorm,
    conv2d,
    conv2dInputGradient,
    conv2dKernelGradient,
    denseRows,
    denseWeights,
    dropout,
    gather,
    gaussianNoise,
    gaussianNoiseGradient,
    klLoss,
    lossAndGradient,
    matmul,
    matmulQuads,
    matmulTiled,
    matmulTransposeA,
    matmulTransposeB,
    maxPool2d,
    maxPool2dGradient,
    metric,
    mseGradient,
    mseLoss,
    oneHot,
    rmsprop,
    rmspropMomentum,
    sampling,
    samplingGradient,
    sgd,
    sgdMomentum,
    softmax,
    softmaxGradient,
    upSampling2d,
    upSampling2dGradient,
  ].map((kernel) => [kernel.name, kernel as Kernel]),
);
