/**
 * Isthmus: autoencoders trained on WebGPU with hand-written WGSL kernels. This is all of the public API; start at
 * {@link Autoencoder}.
 */
export { type Dataset, datasetOf, take, type Values } from "./data/dataset.js";
export { gunzip, isGzip } from "./data/gzip.js";
export { type IdxArray, type IdxImageOptions, imagesFromIdx, labelsFromIdx, parseIdx, readIdx } from "./data/idx.js";
export { loadMnist, type MnistOptions } from "./data/mnist.js";
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
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "./formats/safetensors.js";
export { codeShape, type Description, type DescriptionOptions } from "./model/description.js";
export { ACTIVATIONS, type Activation, type DenseLayer, dense, type Layer } from "./model/layers.js";
export { LOSSES, type Loss } from "./model/losses.js";
export { type Adadelta, adadelta, type Optimizer } from "./model/optimizers.js";
export { PRESETS, type Preset } from "./model/presets.js";
export type { Tensor } from "./model/tensor.js";
export { describePlan, type PlanRow } from "./plan/describe.js";
export { LEVELS, type Level, type PlanKind } from "./plan/plan.js";
export { type AdapterInfo, Gpu, type GpuOptions, requestGpu } from "./runtime/gpu/device.js";
export { Autoencoder } from "./train/autoencoder.js";
export { type Comparison, type ComparisonRow, compare } from "./train/compare.js";
export type {
  BeginEvent,
  EndEvent,
  EpochEvent,
  History,
  Logs,
  StepEvent,
  TrainingEvent,
} from "./train/history.js";
export type { AutoencoderOptions, RuntimeOptions } from "./train/model.js";
export type { BatchOptions, Callback, FitOptions } from "./train/options.js";
export type { TuningStore } from "./train/tune.js";
