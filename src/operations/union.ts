import type * as activation from "./activation.js";
import type * as batch from "./batch.js";
import type * as cast from "./cast.js";
import type * as convolution from "./convolution.js";
import type * as images from "./images.js";
import type * as loss from "./loss.js";
import type * as normalization from "./normalization.js";
import type * as optimizer from "./optimizer.js";
import type * as product from "./product.js";
import type * as regularizers from "./regularizers.js";
import type * as stack from "./stack.js";

/** Every operation, told apart by its name. */
export type Operation =
  | activation.BiasActivation
  | activation.ActivationGradient
  | activation.Softmax
  | activation.SoftmaxGradient
  | activation.BiasGradient
  | batch.Gather
  | batch.OneHot
  | batch.MaskWeights
  | batch.Weigh
  | cast.Cast
  | convolution.Conv2d
  | convolution.Conv2dInputGradient
  | convolution.Conv2dKernelGradient
  | convolution.Conv2dFlip
  | convolution.Conv2dMaxPool2d
  | convolution.Conv2dFoldedGradient
  | convolution.Conv2dGradientSums
  | images.MaxPool2d
  | images.MaxPool2dGradient
  | images.UpSampling2d
  | images.UpSampling2dGradient
  | images.SpaceToDepth
  | images.DepthToSpace
  | loss.BceLoss
  | loss.MseLoss
  | loss.CategoricalCrossentropyLoss
  | loss.BceGradient
  | loss.MseGradient
  | loss.CategoricalCrossentropyGradient
  | loss.LossAndGradient
  | loss.BatchMean
  | loss.MetricValues
  | loss.MaskedMetric
  | normalization.LayerNormalization
  | normalization.LayerNormalizationGradient
  | optimizer.AdadeltaUpdate
  | optimizer.AdamUpdate
  | optimizer.SgdUpdate
  | optimizer.SgdMomentumUpdate
  | optimizer.RmspropUpdate
  | optimizer.RmspropMomentumUpdate
  | optimizer.WeightDecay
  | optimizer.ClipNorm
  | optimizer.ClipNormSquares
  | optimizer.ClipNormParts
  | product.Matmul
  | product.SumParts
  | regularizers.Accumulate
  | regularizers.ActivityPenalty
  | regularizers.ActivityPenaltyGradient
  | regularizers.GaussianNoise
  | regularizers.GaussianNoiseGradient
  | regularizers.Dropout
  | regularizers.Sampling
  | regularizers.SamplingGradient
  | regularizers.KlLoss
  | stack.DenseRows
  | stack.DenseGradients
  | stack.DenseWeights;

export type OperationName = Operation["operation"];

/** The operation of a name. */
export type OperationNamed<Name extends OperationName> = Extract<Operation, { readonly operation: Name }>;

/**
 * Adds an operation to a plan.
 * @param label `encoder.0/matmul`: the layer's name, `batch`, `loss` or `optimizer`, then what is done
 */
export type AddOperation = <Name extends OperationName>(
  label: string,
  operation: Name,
  bindings: OperationNamed<Name>["bindings"],
  params: OperationNamed<Name>["params"],
  constants?: OperationNamed<Name>["constants"],
) => void;
