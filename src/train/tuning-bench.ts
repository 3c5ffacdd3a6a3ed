import { sizeOf } from "../data/dataset.js";
import { slotsOf } from "../optimizers/optimizers.js";
import { layOut } from "../plan/arena.js";
import type { Call, DataTraits, Level } from "../plan/plan.js";
import type { TunedLevel } from "../plan/tuned-level.js";
import { ModelMemory } from "../runtime/gpu/memory.js";
import type { PlannedStep } from "../runtime/gpu/session.js";
import { BatchRun } from "./batches.js";
import type { Samples } from "./data-on-gpu.js";
import type { ModelOnGpu } from "./model.js";
import type { Trial } from "./trials.js";

/** Where training steps are timed: beside a model, on weights and samples of its own. */
export class TuningBench {
  private readonly runs: BatchRun[] = [];

  private constructor(
    private readonly model: ModelOnGpu,
    private readonly samples: Samples,
  ) {}

  static async open(model: ModelOnGpu, batchSize: number, traits: DataTraits): Promise<TuningBench> {
    const { gpu, network, label } = model;
    const slots = Object.keys(slotsOf(network.optimizer));
    const memory = await ModelMemory.allocate(gpu, layOut(network.layers), slots, `${label}/tuning`);
    return new TuningBench({ ...model, memory }, samplesWith(traits, network.inputShape, batchSize));
  }

  /** Those of some levels that the adapter can compile. @throws {GpuError} of the last, where it can none */
  async steps(levels: readonly (Level | TunedLevel)[]): Promise<TimedStep[]> {
    const { model, samples } = this;
    const steps: TimedStep[] = [];
    let failure: unknown;
    for (const level of levels) {
      try {
        const run = await BatchRun.open(model, "train", samples, samples.count, level);
        this.runs.push(run);
        steps.push(new TimedStep(level, run));
      } catch (cause) {
        model.gpu.check();
        failure = cause;
      }
    }
    if (steps.length === 0) throw failure;
    return steps;
  }

  /** A level's, if the adapter can compile it. */
  async stepsIfAny(level: TunedLevel): Promise<TimedStep[]> {
    return this.steps([level]).catch(() => {
      this.model.gpu.check();
      return [];
    });
  }

  dispose(): void {
    for (const run of this.runs) run.dispose();
    this.model.memory.dispose();
  }
}

/** A training step at a level, ready to be timed, whole or in part. */
export class TimedStep implements Trial {
  private readonly step: PlannedStep;

  constructor(
    readonly level: Level | TunedLevel,
    private readonly run: BatchRun,
  ) {
    this.step = run.steps[0] as PlannedStep;
  }

  /** An operation's calls by its label: its kernel's, and what adds up its parts. */
  callsOf(label: string): Call[] {
    return this.step.plan.calls.filter((call) => call.label === label || call.label === `${label}-sum`);
  }

  /** Whether another makes the same calls. */
  isLike(other: TimedStep): boolean {
    return JSON.stringify(this.step.plan.calls) === JSON.stringify(other.step.plan.calls);
  }

  repeated(times: number, calls?: readonly Call[]): ReturnType<Trial["repeated"]> {
    // Without a learning rate the weights stay as they are.
    return (encoder, pass) => this.run.session.encode(encoder, Array(times).fill(this.step), calls, pass);
  }
}

/** Samples of such traits, all of them 0. */
function samplesWith({ targetBytes, weighted, masked }: DataTraits, shape: readonly number[], count: number): Samples {
  const data = new Uint8Array(count * sizeOf(shape));
  return {
    data,
    labels: new Uint8Array(count),
    count,
    ...(targetBytes !== undefined && { targets: { data, shape } }),
    ...(weighted && { sampleWeight: new Float32Array(count) }),
    ...(masked && { mask: data }),
  };
}
