import { sizeOf } from "../data/dataset.js";
import { slotsOf } from "../optimizers/optimizers.js";
import { layOut } from "../plan/arena.js";
import { loadPlanning, planFor } from "../plan/lower.js";
import type { DataTraits } from "../plan/plan.js";
import { GPU_LEVELS, type Level } from "../plan/plan.js";
import { ModelMemory } from "../runtime/gpu/memory.js";
import { VERSION } from "../version.js";
import { BatchRun } from "./batches.js";
import type { Samples } from "./data-on-gpu.js";
import type { ModelOnGpu, TuningStore } from "./model.js";

/** How long measuring may take, compilation left out. */
const BUDGET_MS = 300;

/** A candidate whose first steps take this many times as long as the fastest's is not measured further. */
const HOPELESS = 3;

/** Choices of this page or process, for adapters and models already met. */
const remembered = new Map<string, string>();

const inMemory: TuningStore = {
  getItem: (key) => remembered.get(key) ?? null,
  setItem: (key, value) => void remembered.set(key, value),
};

/**
 * The level that trains this model fastest on its adapter at this batch size, with data of such traits. Where several may win, a few steps of each
 * are timed on weights of their own, once; the choice is kept in `store`. Levels differ by rounding only.
 */
export async function fastestLevel(
  model: ModelOnGpu,
  batchSize: number,
  traits: DataTraits,
  store: TuningStore | undefined = browserStore(),
): Promise<Level> {
  const candidates = await candidatesFor(model, batchSize, traits);
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  const key = keyFor(model, batchSize, traits);
  const known = inMemory.getItem(key) ?? store?.getItem(key);
  const found = candidates.find((level) => kept(level) === known);
  if (found) return found;
  const level = await measure(model, candidates, batchSize, traits);
  inMemory.setItem(key, kept(level));
  try {
    store?.setItem(key, kept(level));
  } catch {
    // A full or forbidden store costs the next visit a measurement, nothing else.
  }
  return level;
}

/**
 * Levels worth measuring: those whose plans differ. A software adapter has few lanes and cheap dispatches: kernels with
 * barriers are some fifteen times slower there than those with a large tile an invocation, so there is nothing to measure.
 */
export async function candidatesFor(
  { gpu, network }: ModelOnGpu,
  batchSize: number,
  traits: DataTraits,
): Promise<readonly Level[]> {
  if (gpu.info.software) return ["tiled"];
  const plans = new Map<string, Level>();
  for (const level of ["tiled", "fused", ...GPU_LEVELS] as const) {
    const settings = {
      ...traits,
      kind: "train",
      level,
      rows: batchSize,
      subgroups: gpu.subgroups,
      bytes: true,
    } as const;
    await loadPlanning(network, settings);
    const { calls } = planFor(network, settings);
    const plan = JSON.stringify(calls);
    if (!plans.has(plan)) plans.set(plan, level);
  }
  return [...plans.values()];
}

/** A candidate with what it takes to time it. */
interface Entrant {
  readonly level: Level;
  readonly run: BatchRun;
  readonly times: number[];
}

/**
 * The candidate whose step takes least time; the median of interleaved rounds, so that a passing disturbance hits all. One
 * that the adapter cannot compile is passed over.
 * @throws {GpuError} of the last, when none can be compiled
 */
export async function measure(
  model: ModelOnGpu,
  candidates: readonly Level[],
  batchSize: number,
  { targetBytes, weighted, masked }: DataTraits,
): Promise<Level> {
  const { gpu, network } = model;
  const slots = Object.keys(slotsOf(network.optimizer));
  const memory = await ModelMemory.allocate(gpu, layOut(network.layers), slots, `${model.label}/tuning`);
  const size = sizeOf(network.inputShape);
  const data = new Uint8Array(batchSize * size);
  const samples: Samples = {
    data,
    labels: new Uint8Array(batchSize),
    count: batchSize,
    ...(targetBytes !== undefined && { targets: { data, shape: network.inputShape } }),
    ...(weighted && { sampleWeight: new Float32Array(batchSize) }),
    ...(masked && { mask: data }),
  };
  const opened: Entrant[] = [];
  let failure: unknown;
  try {
    for (const level of candidates) {
      try {
        const run = await BatchRun.open({ ...model, memory }, "train", samples, batchSize, level);
        opened.push({ level, run, times: [] });
      } catch (cause) {
        gpu.check();
        failure = cause;
      }
    }
    if (opened.length === 0) throw failure;
    const entrants = await hopeful(opened);
    const round = entrants.reduce((sum, { times }) => sum + Math.min(...times), 0);
    // Three rounds at least, in steps enough that a clock of a millisecond tells them apart where they are short.
    const steps = Math.min(8, Math.max(1, Math.floor(BUDGET_MS / (3 * round))));
    for (const { times } of entrants) times.length = 0;
    const began = performance.now();
    do {
      for (const { run, times } of entrants) times.push((await time(run, steps)) / steps);
    } while (performance.now() - began < BUDGET_MS);
    const [best] = entrants.sort((a, b) => median(a.times) - median(b.times));
    return best?.level ?? "tiled";
  } finally {
    for (const { run } of opened) run.dispose();
    memory.dispose();
  }

  /** Those that are not hopeless, by the better of two steps after a first. */
  async function hopeful(all: readonly Entrant[]): Promise<Entrant[]> {
    for (const { run } of all) await time(run, 1);
    for (const _ of [1, 2]) for (const { run, times } of all) times.push(await time(run, 1));
    const least = Math.min(...all.flatMap(({ times }) => times));
    return all.filter(({ times }) => Math.min(...times) <= HOPELESS * least);
  }

  async function time(run: BatchRun, steps: number): Promise<number> {
    const [step] = run.steps;
    const began = performance.now();
    await run.session.run(Array.from({ length: steps }, () => step).filter((planned) => planned !== undefined));
    await gpu.settled(gpu.device.queue.onSubmittedWorkDone());
    return performance.now() - began;
  }
}

const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? Number.POSITIVE_INFINITY;

/** A choice as it is kept. One of another version of the library is no choice, and gives way: its kernels were others. */
const kept = (level: Level) => `${level} (${VERSION})`;

/** What decides the plan and the speed of a step: the adapter, the layers, loss and optimizer, the batch. */
function keyFor(
  { gpu, network }: ModelOnGpu,
  batchSize: number,
  { targetBytes, weighted, masked }: DataTraits,
): string {
  const { vendor, architecture, device } = gpu.info;
  const input = network.inputShape.join("x");
  // With all that a layer is set to, the size of its kernel among it.
  const layers = network.layers.map(({ layer }) => Object.values(layer).map(setting).join(" "));
  const beside = [targetBytes !== undefined && "targets", weighted && "weights", masked && "mask"].filter(Boolean);
  const { type, clipnorm, ...optimizer } = network.optimizer;
  const update = [type, "momentum" in optimizer && optimizer.momentum > 0 && "momentum", clipnorm && "clipnorm"];
  const model = [input, ...layers, network.loss, ...update, ...beside].filter(Boolean).join("-");
  const adapter = [vendor, architecture, device, ...(gpu.subgroups ? ["subgroups"] : [])].join("/");
  return `isthmus level ${adapter} ${model} × ${batchSize}`;
}

const setting = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** Not to be had in workers, in Node, or where the user forbids it. */
function browserStore(): TuningStore | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
