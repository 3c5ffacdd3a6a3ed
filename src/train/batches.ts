import type { Dataset } from "../data/dataset.js";
import type { Description } from "../model/description.js";
import { planFor } from "../plan/lower.js";
import { EXTERNAL, type Level, type Plan, type PlanKind } from "../plan/plan.js";
import type { Gpu } from "../runtime/gpu/device.js";
import { type Finished, Pacer, runSteps } from "../runtime/gpu/runner.js";
import { GpuSession, type PlannedStep } from "../runtime/gpu/session.js";
import { STORAGE } from "../runtime/gpu/usage.js";
import type { ModelOnGpu } from "./model.js";
import { fileOrder } from "./shuffle.js";

/** The samples of a run; `count` rows in `data`. */
export type Samples = Pick<Dataset, "data" | "count">;

/** A data set on the GPU with the plans that take it batch by batch, the last batch holding what is left. */
export class BatchRun {
  private readonly pacer = new Pacer();

  private constructor(
    private readonly gpu: Gpu,
    readonly session: GpuSession,
    /** One a batch, in order; the loss of each goes to its own slot. */
    readonly steps: readonly PlannedStep[],
    private readonly owned: ReadonlyMap<string, GPUBuffer>,
  ) {}

  /**
   * Uploads the samples, in file order, and compiles and binds the plans.
   * @param level default: the model's own, or `tiled` where that is `auto`
   * @throws {GpuError} when something does not fit on the adapter
   */
  static async open(
    model: ModelOnGpu,
    kind: PlanKind,
    samples: Samples,
    batchSize: number,
    level: Level = model.level === "auto" ? "tiled" : model.level,
  ): Promise<BatchRun> {
    const { gpu, description, memory } = model;
    const label = `autoencoder/${kind}`;
    const steps = stepsFor(description, kind, level, samples, batchSize);
    const owned = await gpu.scoped(`Allocating ${label}`, () => upload(gpu, label, samples, steps.length));
    try {
      const plans = [...new Set(steps.map(({ plan }) => plan))];
      const session = await GpuSession.open(gpu, label, plans, new Map([...memory.arenas, ...owned]));
      return new BatchRun(gpu, session, steps, owned);
    } catch (cause) {
      for (const buffer of owned.values()) buffer.destroy();
      throw cause;
    }
  }

  /** Lets the batches take the samples in another order, once the work submitted so far is done. */
  setOrder(order: Uint32Array<ArrayBuffer>): void {
    this.gpu.device.queue.writeBuffer(this.session.buffer(EXTERNAL.order), 0, order);
  }

  /** Runs all batches and yields their losses; `goOn` is asked before every submit. */
  run(goOn?: () => boolean): AsyncGenerator<Finished, void> {
    return runSteps(this.gpu, this.session, this.steps, this.pacer, goOn);
  }

  /** Rows in a batch. */
  rowsOf(step: number): number {
    return this.steps[step]?.plan.rows ?? 0;
  }

  dispose(): void {
    this.session.dispose();
    for (const buffer of this.owned.values()) buffer.destroy();
  }
}

function stepsFor(
  description: Description,
  kind: PlanKind,
  level: Level,
  { data, count }: Samples,
  batchSize: number,
): PlannedStep[] {
  const rows = Math.min(batchSize, count);
  const bytes = data instanceof Uint8Array;
  const planOf = (rowsOfPlan: number): Plan => planFor(description, { kind, level, rows: rowsOfPlan, bytes });
  const whole = planOf(rows);
  const last = count % rows === 0 ? whole : planOf(count % rows);
  const batches = Math.ceil(count / rows);
  const { learningRate } = description.optimizer;
  return Array.from({ length: batches }, (_, index) => {
    return {
      plan: index === batches - 1 ? last : whole,
      start: index * rows,
      slot: index,
      random: 0,
      learningRate,
      epsilon: 0,
    };
  });
}

/** The external buffers of a plan: samples as they came, their order, a slot for the loss of every batch. */
function upload(gpu: Gpu, label: string, { data, count }: Samples, batches: number): ReadonlyMap<string, GPUBuffer> {
  const order = fileOrder(count);
  return new Map([
    [EXTERNAL.data, gpu.buffer(`${label}/data`, data.byteLength, STORAGE, data)],
    [EXTERNAL.order, gpu.buffer(`${label}/order`, order.byteLength, STORAGE, order)],
    [EXTERNAL.losses, gpu.buffer(`${label}/losses`, 4 * batches, STORAGE)],
  ]);
}

/** Mean of the losses of batches, each weighted by its samples, in double precision: what Keras reports. */
export class WeightedMean {
  private sum = 0;
  samples = 0;

  add(loss: number, samples: number): void {
    this.sum += loss * samples;
    this.samples += samples;
  }

  get value(): number {
    return this.sum / this.samples;
  }
}

/** The mean loss over all samples of a run. */
export async function meanLoss(run: BatchRun, goOn?: () => boolean): Promise<number> {
  const mean = new WeightedMean();
  for await (const { first, losses } of run.run(goOn)) {
    for (const [index, loss] of losses.entries()) mean.add(loss, run.rowsOf(first + index));
  }
  return mean.value;
}
