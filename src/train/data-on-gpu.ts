import type { Dataset } from "../data/dataset.js";
import type { DataTraits } from "../plan/plan.js";
import { EXTERNAL, type PlanKind } from "../plan/plan.js";
import { STORAGE } from "../runtime/gpu/usage.js";
import type { ModelOnGpu } from "./model.js";

/** The samples of a run; `count` rows in each of its arrays. */
export type Samples = Pick<Dataset, "data" | "count" | "labels" | "targets" | "sampleWeight" | "mask">;

/** What plans must know of samples that they compute a loss of. */
export function traitsOf({ data, targets, sampleWeight, mask }: Samples): DataTraits {
  return {
    bytes: data instanceof Uint8Array,
    ...(targets && { targetBytes: targets.data instanceof Uint8Array }),
    ...(sampleWeight && { weighted: true }),
    ...(mask && { masked: true }),
  };
}

/** Samples on a GPU, as they came, in file order: the external buffers of the plans that take them. */
export class DataOnGpu {
  readonly traits: DataTraits;
  readonly count: number;
  readonly buffers = new Map<string, GPUBuffer>();

  /**
   * Copies the samples: what becomes of the arrays afterwards changes nothing.
   * @throws {GpuError} when something is too large for the adapter, {@link DataError} for values too large for the precision
   */
  constructor({ gpu, network, checkSamples, label: model }: ModelOnGpu, kind: PlanKind, samples: Samples) {
    const { data, count, labels, targets, sampleWeight, mask } = samples;
    checkSamples?.(data, count);
    const hasLoss = kind === "train" || kind === "evaluate";
    this.traits = traitsOf(hasLoss ? samples : { data, count });
    this.count = count;
    const contents = { [EXTERNAL.data]: data, ...(hasLoss && beside()) };
    try {
      for (const [name, values] of Object.entries(contents)) {
        const label = `${model}/${kind}/${name}`;
        if (values) this.buffers.set(name, gpu.buffer(label, values.byteLength, STORAGE, values));
      }
    } catch (cause) {
      this.dispose();
      throw cause;
    }

    function beside() {
      return {
        [EXTERNAL.labels]: network.target === "labels" ? Uint32Array.from(labels ?? []) : undefined,
        [EXTERNAL.targets]: targets?.data,
        [EXTERNAL.sampleWeight]: sampleWeight,
        [EXTERNAL.mask]: mask,
      };
    }
  }

  dispose(): void {
    for (const buffer of this.buffers.values()) buffer.destroy();
  }
}
