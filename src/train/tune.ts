import { sizeOf } from "../data/dataset.js";
import { slotsOf } from "../model/optimizers.js";
import { layOut } from "../plan/arena.js";
import type { Level } from "../plan/plan.js";
import type { AdapterInfo } from "../runtime/gpu/device.js";
import { ModelMemory } from "../runtime/gpu/memory.js";
import { BatchRun } from "./batches.js";
import type { ModelOnGpu } from "./model.js";

/** Where the tuner's choices are kept from one visit to the next: `localStorage` fits. */
export interface TuningStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** How long measuring may take, compilation left out. */
const BUDGET_MS = 300;

/** Choices of this page or process, for adapters and models already met. */
const remembered = new Map<string, string>();

const inMemory: TuningStore = {
  getItem: (key) => remembered.get(key) ?? null,
  setItem: (key, value) => void remembered.set(key, value),
};

/**
 * The level to train this model at: its own, or what is fastest.
 * @param rows samples in a batch
 */
export async function levelFor(model: ModelOnGpu, rows: number): Promise<Level> {
  return model.level === "auto" ? fastestLevel(model, rows, model.tuning) : model.level;
}

/**
 * The level that trains this model fastest on its adapter at this batch size. Where several may win, a few steps of each
 * are timed on weights of their own, once; the choice is kept in `store`. Levels differ by rounding only.
 */
export async function fastestLevel(
  model: ModelOnGpu,
  batchSize: number,
  store: TuningStore | undefined = browserStore(),
): Promise<Level> {
  const candidates = candidatesFor(model.gpu.info);
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  const key = keyFor(model, batchSize);
  const known = inMemory.getItem(key) ?? store?.getItem(key);
  const found = candidates.find((level) => level === known);
  if (found) return found;
  const level = await measure(model, candidates, batchSize);
  inMemory.setItem(key, level);
  try {
    store?.setItem(key, level);
  } catch {
    // A full or forbidden store costs the next visit a measurement, nothing else.
  }
  return level;
}

/**
 * Levels worth measuring. A software adapter has few lanes and cheap dispatches: one large kernel with barriers is some
 * fifteen times slower there than several well-tiled ones, so there is nothing to measure.
 */
export function candidatesFor(info: AdapterInfo): readonly Level[] {
  return info.software ? ["tiled"] : ["tiled", "fused"];
}

/** The candidate whose step takes least time; the median of interleaved rounds, so that a passing disturbance hits all. */
export async function measure(model: ModelOnGpu, candidates: readonly Level[], batchSize: number): Promise<Level> {
  const { gpu, network } = model;
  const slots = slotsOf(network.optimizer);
  const memory = await ModelMemory.allocate(gpu, layOut(network.layers), slots, "autoencoder/tuning");
  const size = sizeOf(network.inputShape);
  const data = new Uint8Array(batchSize * size);
  const samples = { data, labels: new Uint8Array(batchSize), count: batchSize };
  const runs: { level: Level; run: BatchRun; times: number[] }[] = [];
  try {
    for (const level of candidates) {
      runs.push({
        level,
        run: await BatchRun.open({ ...model, memory }, "train", samples, batchSize, level),
        times: [],
      });
    }
    for (const { run } of runs) await time(run, 1);
    const began = performance.now();
    const repeats = 8;
    do {
      for (const { run, times } of runs) times.push(await time(run, repeats));
    } while (performance.now() - began < BUDGET_MS);
  } finally {
    for (const { run } of runs) run.dispose();
    memory.dispose();
  }
  const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? Number.POSITIVE_INFINITY;
  const [best] = runs.sort((a, b) => median(a.times) - median(b.times));
  return best?.level ?? "tiled";

  async function time(run: BatchRun, steps: number): Promise<number> {
    const [step] = run.steps;
    const began = performance.now();
    await run.session.run(Array.from({ length: steps }, () => step).filter((planned) => planned !== undefined));
    await gpu.settled(gpu.device.queue.onSubmittedWorkDone());
    return performance.now() - began;
  }
}

/** What decides the speed of a step: the adapter, the layers, the optimizer, the batch. */
function keyFor({ gpu, network }: ModelOnGpu, batchSize: number): string {
  const { vendor, architecture, device } = gpu.info;
  const input = network.inputShape.join("x");
  const layers = network.layers.map(({ layer, outputShape }) => `${layer.type} ${outputShape.join("x")}`);
  const model = [input, ...layers, network.optimizer.type].join("-");
  return `isthmus level ${[vendor, architecture, device].join("/")} ${model} × ${batchSize}`;
}

/** Not to be had in workers, in Node, or where the user forbids it. */
function browserStore(): TuningStore | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
