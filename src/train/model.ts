import { ArgumentError } from "../errors.js";
import { type Description, type DescriptionOptions, describe, placedLayers } from "../model/description.js";
import { initialValues } from "../model/initializers.js";
import type { Tensor } from "../model/tensor.js";
import { layOut } from "../plan/arena.js";
import { LEVELS, type Level } from "../plan/plan.js";
import { Gpu, requestGpu } from "../runtime/gpu/device.js";
import { ModelMemory } from "../runtime/gpu/memory.js";
import type { TuningStore } from "./tune.js";

/** Where and how a model computes. */
export interface RuntimeOptions {
  /** A `GPUDevice`, or what `requestGpu()` gave; default: one is requested, and released with the model. */
  readonly gpu?: Gpu | GPUDevice;
  /**
   * How far kernels are optimised; results differ by rounding only. Default `"auto"`: what is fastest on the adapter,
   * measured at first use within 300 ms. On another adapter, or with another choice, results differ by rounding; pin a
   * level where every bit matters.
   */
  readonly level?: Level | "auto";
  /** Where `"auto"` keeps what it measured; default `localStorage`, where there is one. */
  readonly tuning?: TuningStore;
}

export type AutoencoderOptions = DescriptionOptions & RuntimeOptions;

/** A model with its weights on a GPU: what everything that computes batches needs. */
export interface ModelOnGpu {
  readonly gpu: Gpu;
  readonly description: Description;
  readonly level: Level | "auto";
  readonly tuning: TuningStore | undefined;
  readonly memory: ModelMemory;
  /** Epochs trained so far, over all calls of `fit`: no two epochs take the samples in the same order. */
  epochsTrained: number;
  /** Frees the model's memory, and the GPU if it was requested for this model alone. */
  dispose(): void;
}

/** Checks the options, finds a GPU if none is given, and puts freshly initialised weights on it. */
export async function openModel({
  gpu: given,
  level = "auto",
  tuning,
  ...options
}: AutoencoderOptions): Promise<ModelOnGpu> {
  const description = describe(options);
  if (level !== "auto" && !LEVELS.includes(level)) {
    throw new ArgumentError(`Unknown level ${JSON.stringify(level)}; known: auto, ${LEVELS.join(", ")}.`);
  }
  const layout = layOut(placedLayers(description));
  const gpu = given ? Gpu.of(given) : await requestGpu();
  const release = () => {
    if (!given) gpu.dispose();
  };
  try {
    const memory = await ModelMemory.allocate(gpu, layout, "autoencoder");
    const initial: Record<string, Tensor> = {};
    for (const [name, { parameter }] of layout.tensors) {
      initial[name] = { shape: [...parameter.shape], data: initialValues(parameter, description.seed) };
    }
    memory.setWeights(initial);
    const dispose = () => {
      memory.dispose();
      release();
    };
    return { gpu, description, level, tuning, memory, epochsTrained: 0, dispose };
  } catch (cause) {
    release();
    throw cause;
  }
}
