import { loadKernels } from "../../src/kernels/kernels.js";
import { type ClassifierDescription, classifierNetwork } from "../../src/model/classifier-description.js";
import { type Description, networkOf } from "../../src/model/description.js";
import type { Network } from "../../src/model/network.js";
import { stepSettings } from "../../src/optimizers/optimizers.js";
import { type ArenaLayout, layOut } from "../../src/plan/arena.js";
import { planFor } from "../../src/plan/lower.js";
import { ARENAS, EXTERNAL, type Level, metricBuffer, type PlanKind, type Precision } from "../../src/plan/plan.js";
import { ReferenceExecutor } from "../../src/runtime/reference/executor.js";
import { type Samples, traitsOf } from "../../src/train/data-on-gpu.js";
import "../plan/loaded.js";

await loadKernels();

/** A model on the float64 reference with its data, in file order: what `fit` is on the GPU, a step at a time. */
export class Float64Training {
  readonly layout: ArenaLayout;
  private readonly executor = new ReferenceExecutor();

  private readonly network: Network;
  /** Training steps taken. */
  private iterations = 0;

  constructor(
    description: Description | ClassifierDescription,
    private readonly samples: Samples,
    private readonly level: Level = "naive",
    private readonly precision: Precision = "float32",
  ) {
    this.network = "layers" in description ? classifierNetwork(description) : networkOf(description);
    this.layout = layOut(this.network.layers);
    const { data, count, targets, sampleWeight, mask } = samples;
    for (const [name, values] of Object.entries({
      [EXTERNAL.data]: data,
      [EXTERNAL.targets]: targets?.data,
      [EXTERNAL.sampleWeight]: sampleWeight,
      [EXTERNAL.mask]: mask,
    })) {
      if (!values) continue;
      const padded = new Uint8Array(4 * Math.ceil(values.byteLength / 4));
      padded.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      this.executor.write(name, new Uint32Array(padded.buffer));
    }
    this.executor.write(
      EXTERNAL.order,
      Uint32Array.from({ length: count }, (_, sample) => sample),
    );
    this.executor.write(EXTERNAL.labels, Uint32Array.from(samples.labels ?? []));
    for (const name of [EXTERNAL.losses, ...this.network.metrics.map(metricBuffer)]) {
      this.executor.write(name, new Float64Array(1));
    }
    this.executor.write(ARENAS.weights, new Float64Array(this.layout.length));
  }

  /** Runs a plan on the samples from `start` on. Returns their loss, for a training step the one before its update. */
  run(kind: Extract<PlanKind, "train" | "evaluate">, start: number, rows: number): number {
    const { optimizer } = this.network;
    if (kind === "train") this.iterations++;
    const settings = stepSettings(optimizer, optimizer.learningRate, Math.max(1, this.iterations));
    const { level, precision } = this;
    const plan = planFor(this.network, { kind, rows, level, precision, ...traitsOf(this.samples) });
    this.executor.run(plan, { start, slot: 0, random: 0, ...settings });
    return this.executor.read(EXTERNAL.losses)[0] as number;
  }

  /** A whole arena, sharing memory with the executor. */
  arena(name: string): Float64Array {
    return this.executor.read(name) as Float64Array;
  }

  /** One tensor of an arena, by parameter name; writing to it changes the model. */
  tensor(arena: string, name: string): Float64Array {
    const place = this.layout.tensors.get(name);
    if (!place) throw new Error(`No parameter is named "${name}".`);
    return this.arena(arena).subarray(place.offset, place.offset + place.length);
  }
}
