import type { Dataset, Values } from "../data/dataset.js";
import { checkOptions } from "../data/known-options.js";
import { half } from "../formats/safetensors.js";
import { describe, networkOf } from "../model/description.js";
import type { View } from "../operations/operation.js";
import { ARENAS, type Call, EXTERNAL, outputsOf } from "../plan/plan.js";
import { levelIn } from "../plan/tuned-level.js";
import type { PlannedStep } from "../runtime/gpu/session.js";
import { ReferenceExecutor } from "../runtime/reference/executor.js";
import type { AutoencoderOptions } from "./autoencoder.js";
import { BatchRun } from "./batches.js";
import type { Comparison, ComparisonRow, ComparisonSettings } from "./comparison.js";
import { traitsOf } from "./data-on-gpu.js";
import { levelFor } from "./level.js";
import { type ModelOnGpu, openModel } from "./model.js";
import { positiveInteger } from "./options.js";
import { targetedSamples } from "./targets.js";

/** The inside of {@link compare}. */
export async function compareWithReference(
  given: AutoencoderOptions,
  data: Dataset | Values,
  settings: ComparisonSettings,
): Promise<Comparison> {
  checkOptions("compare", settings, ["steps", "batchSize"]);
  const { gpu, level: asked, tuning, precision, ...options }: AutoencoderOptions = Object(given);
  const count = positiveInteger("steps", settings.steps ?? 3);
  const batchSize = positiveInteger("batchSize", settings.batchSize ?? 256);
  const model = await openModel(networkOf(describe(options)), { gpu, level: asked, tuning, precision });
  try {
    const samples = targetedSamples(model.network, data, "The data", {}, true);
    const level = await levelFor(model, Math.min(batchSize, samples.count), traitsOf(samples));
    const run = await BatchRun.open(model, "train", samples, batchSize, level);
    try {
      return await new Comparing(model, run, levelIn(level)).compare(count, batchSize);
    } finally {
      run.dispose();
    }
  } finally {
    model.dispose();
  }
}

class Comparing {
  /** Holds what the GPU holds, call by call. */
  private readonly mirror = new ReferenceExecutor();
  /** Goes its own way, in float64 throughout. */
  private readonly reference = new ReferenceExecutor();
  private readonly rows: ComparisonRow[] = [];

  constructor(
    private readonly model: ModelOnGpu,
    private readonly run: BatchRun,
    private readonly level: string,
  ) {}

  async compare(steps: number, batchSize: number): Promise<Comparison> {
    await this.copyToMirror();
    const losses: Comparison["losses"][number][] = [];
    for (let step = 0; step < steps; step++) {
      const planned = this.nextStep(step);
      for (const call of planned.plan.calls) await this.call(step + 1, planned, call);
      this.reference.run(planned.plan, planned);
      const gpu = this.mirror.read(EXTERNAL.losses)[planned.slot] as number;
      const reference = this.reference.read(EXTERNAL.losses)[planned.slot] as number;
      losses.push({ step: step + 1, gpu, reference, relativeError: relative(Math.abs(gpu - reference), reference) });
    }
    const weightError = distance(this.mirror.read(ARENAS.weights), this.reference.read(ARENAS.weights));
    const passed = this.rows.every(({ boundShare }) => boundShare <= 1);
    return { level: this.level, steps, batchSize, rows: this.rows, losses, weightError, passed };
  }

  private nextStep(step: number): PlannedStep {
    const steps = this.run.trainingSteps();
    const planned = steps[step % steps.length] as PlannedStep;
    this.model.progress.iterations++;
    return planned;
  }

  /** Everything that outlives a step, as the GPU has it. */
  private async copyToMirror(): Promise<void> {
    const specs = new Map(this.run.steps.flatMap(({ plan }) => [...plan.buffers]));
    for (const { name, role, scalar } of specs.values()) {
      if (role === "activation") continue;
      const bytes = await this.run.session.read({ buffer: name });
      const values = scalar === "u32" ? new Uint32Array(bytes) : new Float32Array(bytes);
      this.mirror.write(name, values);
      this.reference.write(name, values);
    }
  }

  private async call(step: number, planned: PlannedStep, call: Call): Promise<void> {
    this.mirror.allocate(planned.plan);
    const outputs = outputsOf(call);
    const bounds: Record<string, Float64Array> = {};
    for (const [binding, view] of outputs) bounds[binding] = new Float64Array(this.mirror.part(view).length);
    this.mirror.call(call, planned, bounds);
    await this.run.session.run([planned], [call]);
    for (const [binding, view] of outputs) {
      const expected = this.mirror.part(view);
      const actual = await this.readFloats(view, expected.length, planned.plan.buffers.get(view.buffer)?.scalar);
      this.rows.push({
        step,
        call: call.label,
        kernel: call.kernel,
        buffer: view.buffer,
        elements: actual.length,
        ...largestError(actual, expected, bounds[binding] ?? new Float64Array()),
      });
      expected.set(actual);
    }
  }

  private async readFloats({ buffer, offset = 0 }: View, length: number, scalar?: string): Promise<Float32Array> {
    const bytes = await this.run.session.read({ buffer, offset, length });
    // Read in whole words.
    return scalar === "f16" ? Float32Array.from(new Uint16Array(bytes, 0, length), half) : new Float32Array(bytes);
  }
}

/** The largest difference, and the largest share of its bound that any element uses up. */
function largestError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bounds: ArrayLike<number>,
): { maxError: number; boundShare: number } {
  let maxError = 0;
  let boundShare = 0;
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs((actual[index] as number) - (expected[index] as number));
    // Written so that NaN, on either side, counts as infinitely far off.
    if (!(error <= maxError)) maxError = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    const share = error === 0 ? 0 : error / (bounds[index] as number);
    if (!(share <= boundShare)) boundShare = Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
  }
  return { maxError, boundShare };
}

function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let index = 0; index < expected.length; index++) {
    difference += ((actual[index] as number) - (expected[index] as number)) ** 2;
    norm += (expected[index] as number) ** 2;
  }
  return relative(Math.sqrt(difference), Math.sqrt(norm));
}

/** An error over the size of what was expected; of nothing, where nothing was and came. */
const relative = (error: number, expected: number) => (error === 0 ? 0 : error / Math.abs(expected));
