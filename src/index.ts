/**
 * Isthmus: autoencoders trained on WebGPU with hand-written WGSL kernels. This is all of the public API; start at
 * {@link Autoencoder}.
 */
export { type Companions, type Dataset, datasetOf, samplesAt, sizeOf, take, type Values } from "./data/dataset.js";
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
export { conv2d } from "./layers/conv2d.js";
export { conv2dTranspose } from "./layers/conv2d-transpose.js";
export { dense } from "./layers/dense.js";
export { dropout } from "./layers/dropout.js";
export { flatten } from "./layers/flatten.js";
export { gaussianNoise } from "./layers/gaussian-noise.js";
export { layerNormalization } from "./layers/layer-normalization.js";
export { LAYER_KINDS, type Layer, type LayerOf, type LayerType } from "./layers/layers.js";
export { maxPool2d } from "./layers/max-pool2d.js";
export { reshape } from "./layers/reshape.js";
export { sampling } from "./layers/sampling.js";
export { upSampling2d } from "./layers/up-sampling2d.js";
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
export { PRESETS, type Preset } from "./model/presets.js";
export type { Tensor } from "./model/tensor.js";
export type { ErrorMetric, Threshold } from "./model/threshold.js";
export { adadelta } from "./optimizers/adadelta.js";
export { adam } from "./optimizers/adam.js";
export { adamw } from "./optimizers/adamw.js";
export { OPTIMIZERS, type Optimizer, readOptimizer } from "./optimizers/optimizers.js";
export { rmsprop } from "./optimizers/rmsprop.js";
export { sgd } from "./optimizers/sgd.js";
export { describePlan, kernelSource } from "./plan/describe.js";
export { LADDER, LEVELS, type Level, type PlanKind, type Rung } from "./plan/plan.js";
export type { PlanRow } from "./plan/plan-rows.js";
export type { TunedLevel } from "./plan/tuned-level.js";
export { type AdapterInfo, Gpu, type GpuOptions, requestGpu } from "./runtime/gpu/device.js";
export { Autoencoder, type AutoencoderOptions } from "./train/autoencoder.js";
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
  LossOptions,
  SaveOptions,
} from "./train/options.js";
export type { TunedPlan, TunedPlanSettings, TunedRow } from "./train/tuned-plan.js";
export { tunedPlan } from "./train/tuning.js";
