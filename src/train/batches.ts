import { stepSettings } from "../optimizers/optimizers.js";
import { loadPlanning, planFor } from "../plan/lower.js";
import { EXTERNAL, type Level, metricBuffer, type Plan, type PlanKind } from "../plan/plan.js";
import type { TunedLevel } from "../plan/tuned-level.js";
import { Pacer, runSteps } from "../runtime/gpu/runner.js";
import { GpuSession, type PlannedStep } from "../runtime/gpu/session.js";
import { STORAGE } from "../runtime/gpu/usage.js";
import { DataOnGpu, type Samples } from "./data-on-gpu.js";
import { fileOrder } from "./file-order.js";
import { type ModelOnGpu, untunedLevel } from "./model.js";

/** Some batches that have finished. */
export interface Finished {
  /** Index of the first of them. */
  readonly first: number;
  /** The loss of each. */
  readonly losses: Float32Array;
  /** Each metric of each. */
  readonly metrics: Readonly<Record<string, Float32Array>>;
}

/** How a run takes its samples. */
interface RunSettings {
  readonly batchSize: number;
  /** Default: `untunedLevel`. */
  readonly level?: Level | TunedLevel | undefined;
  /** Which samples; default: all, in file order. */
  readonly rows?: Uint32Array<ArrayBuffer> | undefined;
}

/** A data set on the GPU with the plans that take it batch by batch, the last batch holding what is left. */
export class BatchRun {
  private readonly pacer = new Pacer();
  /** {@link rows} in the order that was set last. */
  private readonly ordered: Uint32Array<ArrayBuffer>;

  private constructor(
    private readonly model: ModelOnGpu,
    readonly session: GpuSession,
    /** One a batch, in order; the loss of each goes to its own slot. */
    readonly steps: readonly PlannedStep[],
    /** Which samples it takes, of the data set's. */
    private readonly rows: Uint32Array<ArrayBuffer>,
    private readonly owned: GPUBuffer[],
  ) {
    this.ordered = new Uint32Array(rows.length);
  }

  /**
   * Uploads the samples, in file order, and compiles and binds the plans. The samples are copied before it returns.
   * @param level default: `untunedLevel`
   * @throws {GpuError} when something does not fit on the adapter
   */
  static async open(
    model: ModelOnGpu,
    kind: PlanKind,
    samples: Samples,
    batchSize: number,
    level?: Level | TunedLevel,
  ): Promise<BatchRun> {
    const data = await model.gpu.scoped(`Allocating ${model.label}/${kind}`, () => new DataOnGpu(model, kind, samples));
    try {
      const run = await BatchRun.over(model, kind, data, { batchSize, level });
      run.owned.push(...data.buffers.values());
      return run;
    } catch (cause) {
      data.dispose();
      throw cause;
    }
  }

  /**
   * Compiles and binds the plans for samples that are on the GPU already, and stay there.
   * @throws as `open`
   */
  static async over(
    model: ModelOnGpu,
    kind: PlanKind,
    data: DataOnGpu,
    { batchSize, level = untunedLevel(model), rows = fileOrder(data.count) }: RunSettings,
  ): Promise<BatchRun> {
    const { gpu, memory, network, precision } = model;
    const label = `${model.label}/${kind}`;
    await loadPlanning(network, { kind, level, rows: batchSize, precision, ...data.traits });
    const steps = stepsFor(model, kind, level, data, rows.length, batchSize);
    const plans = [...new Set(steps.map(({ plan }) => plan))];
    const named = new Set(plans.flatMap(({ buffers }) => [...buffers.keys()]));
    const results = [EXTERNAL.losses, ...network.metrics.map(metricBuffer)].filter((name) => named.has(name));
    const owned = new Map<string, GPUBuffer>();
    const allocate = () => {
      owned.set(EXTERNAL.order, gpu.buffer(`${label}/order`, rows.byteLength, STORAGE, rows));
      for (const name of results) owned.set(name, gpu.buffer(`${label}/${name}`, 4 * steps.length, STORAGE));
    };
    try {
      await gpu.scoped(`Allocating ${label}`, allocate);
      const session = await GpuSession.open(gpu, label, plans, new Map([...memory.arenas, ...data.buffers, ...owned]));
      return new BatchRun(model, session, steps, rows, [...owned.values()]);
    } catch (cause) {
      for (const buffer of owned.values()) buffer.destroy();
      throw cause;
    }
  }

  /**
   * Lets the batches take the samples in another order, once the work submitted so far is done.
   * @param order a permutation of the numbers below their count
   */
  setOrder(order: Uint32Array<ArrayBuffer>): void {
    for (let index = 0; index < order.length; index++)
      this.ordered[index] = this.rows[order[index] as number] as number;
    this.model.gpu.device.queue.writeBuffer(this.session.buffer(EXTERNAL.order), 0, this.ordered);
  }

  /** The steps as training takes them next: each with the optimizer's settings and the randomness of its turn. */
  trainingSteps(): readonly PlannedStep[] {
    const { network, progress } = this.model;
    return this.steps.map((step, index) => {
      const iteration = progress.iterations + index;
      const settings = stepSettings(network.optimizer, progress.learningRate, iteration + 1);
      return { ...step, random: iteration, ...settings };
    });
  }

  /**
   * Runs all batches, or `steps`, and yields their results; `goOn` is asked before every submit, and `onSubmit` told how many
   * steps it has.
   */
  async *run(
    goOn?: () => boolean,
    steps: readonly PlannedStep[] = this.steps,
    onSubmit?: (steps: number) => void,
  ): AsyncGenerator<Finished, void> {
    const { metrics } = this.model.network;
    const results = [EXTERNAL.losses, ...metrics.map(metricBuffer)];
    const { gpu } = this.model;
    for await (const { first, values } of runSteps(gpu, this.session, steps, results, this.pacer, goOn, onSubmit)) {
      const [losses = new Float32Array(), ...others] = values;
      const entries = metrics.map((metric, index) => [metric, others[index] ?? new Float32Array()] as const);
      yield { first, losses, metrics: Object.fromEntries(entries) };
    }
  }

  /** How many samples it takes. */
  get samples(): number {
    return this.rows.length;
  }

  /** Rows in a batch. */
  rowsOf(step: number): number {
    return this.steps[step]?.plan.rows ?? 0;
  }

  dispose(): void {
    this.session.dispose();
    for (const buffer of this.owned) buffer.destroy();
  }
}

function stepsFor(
  { gpu, network, precision }: ModelOnGpu,
  kind: PlanKind,
  level: Level | TunedLevel,
  { traits }: DataOnGpu,
  count: number,
  batchSize: number,
): PlannedStep[] {
  const rows = Math.min(batchSize, count);
  const planOf = (rowsOfPlan: number): Plan =>
    planFor(network, { kind, level, rows: rowsOfPlan, subgroups: gpu.subgroups, precision, ...traits });
  const whole = planOf(rows);
  const last = count % rows === 0 ? whole : planOf(count % rows);
  const batches = Math.ceil(count / rows);
  return Array.from({ length: batches }, (_, index) => {
    const plan = index === batches - 1 ? last : whole;
    return { plan, start: index * rows, slot: index, random: index, learningRate: 0 };
  });
}

/** Means of what batches report, each weighted by its samples, in double precision: what Keras reports. */
export class WeightedMeans {
  private readonly sums: Record<string, number> = {};
  samples = 0;

  /** Takes in the batch `index` of what has finished. */
  add({ losses, metrics }: Finished, index: number, samples: number): void {
    this.addOne("loss", losses[index] ?? Number.NaN, samples);
    for (const [name, values] of Object.entries(metrics)) this.addOne(name, values[index] ?? Number.NaN, samples);
    this.samples += samples;
  }

  get loss(): number {
    return (this.sums.loss ?? 0) / this.samples;
  }

  /** The loss and every metric by name. */
  get values(): { loss: number; [metric: string]: number } {
    const means = Object.entries(this.sums).map(([name, sum]) => [name, sum / this.samples] as const);
    return { loss: this.loss, ...Object.fromEntries(means) };
  }

  private addOne(name: string, value: number, samples: number): void {
    this.sums[name] = (this.sums[name] ?? 0) + value * samples;
  }
}

/** The mean loss and metrics over all samples of a run. */
export async function meansOf(run: BatchRun, goOn?: () => boolean): Promise<WeightedMeans> {
  const means = new WeightedMeans();
  for await (const finished of run.run(goOn)) {
    for (let index = 0; index < finished.losses.length; index++) {
      means.add(finished, index, run.rowsOf(finished.first + index));
    }
  }
  return means;
}
