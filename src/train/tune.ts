import { loadPlanning, type PlanSettings, planFor } from "../plan/lower.js";
import { type DataTraits, GPU_LEVELS, type Level, type Plan } from "../plan/plan.js";
import { keyOf, levelIn, type TunedLevel } from "../plan/tuned-level.js";
import { Clock } from "../runtime/gpu/clock.js";
import { betterKernels, timesOfKernels } from "./kernel-trials.js";
import { type ModelOnGpu, type TuningStore, untunedLevel } from "./model.js";
import { timesOf } from "./trials.js";
import { type TimedStep, TuningBench } from "./tuning-bench.js";
import { Tunings } from "./tunings.js";

/**
 * What trains this model fastest on its adapter at this batch size, with data of such traits: a level, perhaps with kernels of
 * others for some operations. Where several may win they are timed, once; the choice is kept in `store`. All differ by rounding only.
 */
export async function fastestLevel(
  model: ModelOnGpu,
  batchSize: number,
  traits: DataTraits,
  store?: TuningStore,
): Promise<Level | TunedLevel> {
  const candidates = await candidatesFor(model, batchSize, traits);
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  const tunings = new Tunings(model, batchSize, traits, store);
  const { kept } = tunings;
  if (kept && candidates.includes(levelIn(kept.level))) return kept.level;
  return measure(model, candidates, batchSize, traits, tunings);
}

/**
 * Levels worth measuring. A software adapter has few lanes and cheap dispatches: kernels with barriers are tens of times
 * slower there than those with a large tile an invocation, so there is nothing to measure.
 */
export async function candidatesFor(
  model: ModelOnGpu,
  batchSize: number,
  traits: DataTraits,
): Promise<readonly Level[]> {
  return model.gpu.info.software ? ["tiled"] : levelsFor(model, batchSize, traits);
}

/** Those of all levels but the naive one whose plans differ. */
export async function levelsFor(model: ModelOnGpu, batchSize: number, traits: DataTraits): Promise<readonly Level[]> {
  const plans = new Map<string, Level>();
  for (const level of ["tiled", "fused", ...GPU_LEVELS] as const) {
    const { plan } = await planned(model, batchSize, traits, level);
    const calls = JSON.stringify(plan.calls);
    if (!plans.has(calls)) plans.set(calls, level);
  }
  return [...plans.values()];
}

/** The calls of a training step at a level, and its operations: each one's label, by its key. */
async function planned(
  { gpu, network, precision }: ModelOnGpu,
  rows: number,
  traits: DataTraits,
  level: Level,
): Promise<{ readonly plan: Plan; readonly labels: ReadonlyMap<string, string> }> {
  const settings: PlanSettings = { ...traits, kind: "train", level, rows, subgroups: gpu.subgroups, precision };
  await loadPlanning(network, settings);
  let labels = new Map<string, string>();
  const plan = planFor(network, settings, ({ operations }) => {
    labels = new Map(operations.map((operation) => [keyOf(operation), operation.label]));
  });
  return { plan, labels };
}

/**
 * Times candidates, and the kernels that they have for each operation. A candidate that the adapter cannot compile is passed over.
 * @returns the candidate whose step takes least time; or the fastest of those for GPUs with others' kernels for some operations,
 *   where that takes less still
 * @throws {GpuError} of the last, when none can be compiled
 */
export async function measure(
  model: ModelOnGpu,
  candidates: readonly Level[],
  batchSize: number,
  traits: DataTraits,
  tunings: Tunings,
): Promise<Level | TunedLevel> {
  const clock = await Clock.of(model.gpu);
  if (!clock) return untunedLevel(model);
  const bench = await TuningBench.open(model, batchSize, traits);
  try {
    const ranked = await fastestFirst(clock, await bench.steps(candidates));
    let [fastest] = ranked;
    const base = ranked.map(({ step }) => levelIn(step.level)).find(isForGpus);
    if (fastest && base) {
      const { labels } = await planned(model, batchSize, traits, base);
      // All that this level computes, by large tiles an invocation where these do.
      const large = { level: base, operations: Object.fromEntries([...labels.keys()].map((key) => [key, LARGE])) };
      const kernels = new Map<Level, TimedStep>();
      for (const { step } of ranked) if (isForGpus(levelIn(step.level))) kernels.set(levelIn(step.level), step);
      for (const step of await bench.stepsIfAny(large)) kernels.set(LARGE, step);
      const operations = betterKernels(base, await timesOfKernels(clock, labels, kernels, tunings));
      const [tuned] = await bench.stepsIfAny({ level: base, operations });
      // With no kernel of another level, or with all of one, it is a candidate over again.
      const isNew = tuned && !ranked.some(({ step }) => step.isLike(tuned));
      if (isNew) [fastest] = await fastestFirst(clock, [fastest.step, tuned]);
    }
    const level = fastest?.step.level ?? untunedLevel(model);
    tunings.keep({ level, steps: Object.fromEntries(ranked.map(({ step, time }) => [levelIn(step.level), time])) });
    return level;
  } finally {
    bench.dispose();
    clock.dispose();
  }
}

/** Milliseconds for whole steps, each time that some are held against each other. With those for kernels, 300 in all. */
const BUDGET = 75;

/** The level whose kernels suit software adapters: a large tile an invocation. */
const LARGE: Level = "tiled";

const isForGpus = (level: Level) => GPU_LEVELS.some((name) => name === level);

async function fastestFirst(clock: Clock, steps: readonly TimedStep[]) {
  const [times = []] = await timesOf(clock, [steps], BUDGET);
  const timed = steps.map((step, index) => ({ step, time: times[index] ?? Number.POSITIVE_INFINITY }));
  return timed.sort((a, b) => a.time - b.time);
}
