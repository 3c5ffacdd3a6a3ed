import type { Values } from "../data/dataset.js";
import type { Network } from "../model/network.js";
import type { Tensor } from "../model/tensor.js";
import { slotsOf } from "../optimizers/optimizers.js";
import { layOut } from "../plan/arena.js";
import { LEVELS, type Level, type Precision } from "../plan/plan.js";
import { checkLevel, type TunedLevel } from "../plan/tuned-level.js";
import { Gpu, requestGpu } from "../runtime/gpu/device.js";
import { ModelMemory } from "../runtime/gpu/memory.js";

/** Where the tuner's choices are kept from one visit to the next: `localStorage` fits. */
export interface TuningStore {
  /** What was kept under a key, `null` where nothing was. */
  getItem(key: string): string | null;
  /** Keeps a text under a key. */
  setItem(key: string, value: string): void;
}

/** Where and how a model computes. */
export interface RuntimeOptions {
  /** A `GPUDevice`, or what `requestGpu()` gave; default: one is requested, and released with the model. */
  readonly gpu?: Gpu | GPUDevice | undefined;
  /**
   * How far kernels are optimised; results differ by rounding only. Default `"auto"`: training takes what is fastest on the
   * adapter, operation by operation, measured at first use within 300 ms; everything else what suits adapters of its kind. On another
   * adapter, or with another choice, results differ by rounding; where every bit matters, give a level, or back what training said at
   * its beginning that it took.
   */
  readonly level?: Level | TunedLevel | "auto" | undefined;
  /**
   * How products store what they read and write: `"mixed"`, as Keras's `mixed_float16`, halves what moves through memory: activations
   * and copies of the weights are f16, on adapters that have WebGPU's feature `shader-f16`; sums, gradients and the weights stay f32. The
   * same model at the same `level` is a slightly different one then, by roundings of 2⁻¹¹. Default `"float32"`.
   */
  readonly precision?: Precision | undefined;
  /** Where `"auto"` keeps what it measured; default `localStorage`, where there is one. */
  readonly tuning?: TuningStore | undefined;
}

export const RUNTIME_OPTIONS = ["gpu", "level", "precision", "tuning"];

/** What training has changed beside the weights and the optimizer's slots. */
export interface Progress {
  /** Epochs trained so far, over all calls of `fit`: no two epochs take the samples in the same order. */
  epochs: number;
  /** Steps taken so far: Adam's bias correction and every noise depend on it. */
  iterations: number;
  /** The optimizer's, as callbacks may have changed it. */
  learningRate: number;
}

/** A network with its weights on a GPU: what everything that computes batches needs. */
export interface ModelOnGpu {
  readonly gpu: Gpu;
  readonly network: Network;
  readonly level: Level | TunedLevel | "auto";
  readonly precision: Precision;
  /** Refuses samples that the precision cannot say. */
  readonly checkSamples: ((data: Values, count: number) => void) | undefined;
  readonly tuning: TuningStore | undefined;
  readonly memory: ModelMemory;
  readonly progress: Progress;
  /** Begins the labels of all that it has on the GPU: `autoencoder`, `classifier`. */
  readonly label: string;
  /** Frees the model's memory, and the GPU if it was requested for this model alone. */
  dispose(): void;
}

/** The level for what is not worth measuring: predictions, and losses outside of training. */
export function untunedLevel({ level, gpu }: Pick<ModelOnGpu, "level" | "gpu">): Level | TunedLevel {
  if (level !== "auto") return level;
  return gpu.info.software ? "tiled" : "tiled-64-split";
}

/** Finds a GPU if none is given, and puts the network on it with freshly initialised weights. */
export async function openModel(
  network: Network,
  { gpu: given, level = "auto", precision = "float32", tuning }: RuntimeOptions,
  label = "autoencoder",
): Promise<ModelOnGpu> {
  checkLevel(level, ["auto", ...LEVELS]);
  const { optimizer, seed } = network;
  const layout = layOut(network.layers);
  const gpu = given ? Gpu.of(given) : await requestGpu();
  const release = () => {
    if (!given) gpu.dispose();
  };
  try {
    const mixed = precision === "float32" ? undefined : await import("./precision.js");
    mixed?.checkPrecision(precision, gpu);
    const slots = Object.keys(slotsOf(optimizer));
    const memory = await ModelMemory.allocate(gpu, layout, slots, label);
    // Random numbers are drawn here, and for the order of epochs, which are fetched as well.
    const { initialValues } = await import("../model/initializers.js");
    const initial: Record<string, Tensor> = {};
    for (const [name, { parameter }] of layout.tensors) {
      initial[name] = { shape: [...parameter.shape], data: initialValues(parameter, seed) };
    }
    memory.setWeights(initial);
    const dispose = () => {
      memory.dispose();
      release();
    };
    const progress = { epochs: 0, iterations: 0, learningRate: optimizer.learningRate };
    const checkSamples = mixed?.checkSamples;
    return { gpu, network, level, precision, checkSamples, tuning, memory, progress, label, dispose };
  } catch (cause) {
    release();
    throw cause;
  }
}
