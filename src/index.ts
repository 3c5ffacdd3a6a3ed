/**
 * Isthmus: autoencoders trained on WebGPU with hand-written WGSL kernels. This is all of the public API; start at
 * {@link Autoencoder}.
 */
export type { Bytes, BytesSource } from "./data/bytes.js";
export {
  type Companions,
  type Dataset,
  datasetOf,
  type ImagePixels,
  samplesAt,
  sizeOf,
  take,
  type Values,
  type ValuesLike,
} from "./data/dataset.js";
export { loadMnist, MNIST_PREPARATION } from "./data/mnist.js";
export type { MnistOptions } from "./data/mnist-files.js";
export type { Preparation } from "./data/preparation/preparation.js";
export {
  ArgumentError,
  DataError,
  DeviceLostError,
  FormatError,
  GpuError,
  GpuUnavailableError,
  IsthmusError,
  NumericalError,
  ShapeError,
} from "./errors.js";
export { parseJson } from "./formats/json.js";
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "./formats/safetensors.js";
export { type Conv2dLayer, conv2d } from "./layers/conv2d.js";
export { type Conv2dTransposeLayer, conv2dTranspose } from "./layers/conv2d-transpose.js";
export type { Convolution, ConvolutionOptions } from "./layers/convolution.js";
export { type ActivityRegularizer, type DenseLayer, dense } from "./layers/dense.js";
export { type DropoutLayer, dropout } from "./layers/dropout.js";
export { type FlattenLayer, flatten } from "./layers/flatten.js";
export { type GaussianNoiseLayer, gaussianNoise } from "./layers/gaussian-noise.js";
export type { HeightAndWidth, Padding, Size } from "./layers/images.js";
export type { LayerKind } from "./layers/kind.js";
export { type LayerNormalizationLayer, layerNormalization } from "./layers/layer-normalization.js";
export { LAYER_KINDS, type Layer, type LayerOf, type LayerType } from "./layers/layers.js";
export { type MaxPool2dLayer, maxPool2d } from "./layers/max-pool2d.js";
export { type ReshapeLayer, reshape } from "./layers/reshape.js";
export { type SamplingLayer, sampling } from "./layers/sampling.js";
export { type UpSampling2dLayer, upSampling2d } from "./layers/up-sampling2d.js";
export { ACTIVATIONS, type Activation } from "./model/activations.js";
export type { ClassifierDescription, ClassifierOptions } from "./model/classifier-description.js";
export {
  codeShape,
  type Description,
  type DescriptionOptions,
  describe as describeModel,
} from "./model/description.js";
export { LOSSES, type Loss } from "./model/losses.js";
export { METRICS, type Metric } from "./model/metrics.js";
export { PRESETS, type Preset, type SampleShape } from "./model/presets.js";
export type { Tensor } from "./model/tensor.js";
export type { ErrorMetric, Threshold } from "./model/threshold.js";
export { type Adadelta, adadelta } from "./optimizers/adadelta.js";
export { type Adam, type AdamSettings, adam } from "./optimizers/adam.js";
export { type AdamW, adamw } from "./optimizers/adamw.js";
export { OPTIMIZERS, type Optimizer, readOptimizer } from "./optimizers/optimizers.js";
export { type RmsProp, rmsprop } from "./optimizers/rmsprop.js";
export { type Sgd, sgd } from "./optimizers/sgd.js";
export { describePlan, kernelSource } from "./plan/describe.js";
export type { PlanSettings } from "./plan/lower.js";
export { LADDER, LEVELS, type Level, type PlanKind, PRECISIONS, type Precision, type Rung } from "./plan/plan.js";
export type { DescribedPlan, PlanRow } from "./plan/plan-rows.js";
export type { TunedLevel } from "./plan/tuned-level.js";
export { requestCpu } from "./runtime/cpu/request.js";
export { type AdapterInfo, Gpu, type GpuOptions, requestGpu } from "./runtime/gpu/device.js";
export { Autoencoder, type AutoencoderOptions } from "./train/autoencoder.js";
export type {
  CsvLoggerOptions,
  EarlyStoppingOptions,
  ModelCheckpointOptions,
  ReduceLROnPlateauOptions,
  Watching,
} from "./train/callback-options.js";
export {
  csvLogger,
  earlyStopping,
  learningRateScheduler,
  modelCheckpoint,
  reduceLROnPlateau,
  terminateOnNaN,
} from "./train/callbacks.js";
export { Classifier } from "./train/classifier.js";
export { compare } from "./train/compare.js";
export type { Comparison, ComparisonRow, ComparisonSettings } from "./train/comparison.js";
export type { Detection, ErrorOptions, ReconstructionErrors, ThresholdOptions } from "./train/detection.js";
export type {
  BeginEvent,
  DivergedEvent,
  EndEvent,
  EpochEvent,
  History,
  Logs,
  StepEvent,
  TrainingEvent,
} from "./train/history.js";
export type { Progress, RuntimeOptions, TuningStore } from "./train/model.js";
export { describeFile } from "./train/model-file.js";
export type {
  BatchOptions,
  Callback,
  CallbackModel,
  EvaluateOptions,
  FitOptions,
  GpuTensor,
  LossOptions,
  PredictOptions,
  SaveOptions,
} from "./train/options.js";
export type { RecoveryOptions } from "./train/recovering.js";
export { withRecovery } from "./train/recovery.js";
export type { TunedPlan, TunedPlanSettings, TunedRow } from "./train/tuned-plan.js";
export { tunedPlan } from "./train/tuning.js";
