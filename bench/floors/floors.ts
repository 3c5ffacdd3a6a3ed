/** How close our kernels come to what the adapter can do. */

import { type AdapterSpeed, measureAdapter } from "../../src/adapter/adapter-speed.js";
import { Stopwatch } from "../../src/adapter/stopwatch.js";
import { networkOf } from "../../src/model/description.js";
import { costOf } from "../../src/operations/operations.js";
import { type Call, type Level, tablesOf } from "../../src/plan/plan.js";
import type { Gpu } from "../../src/runtime/gpu/device.js";
import { MOST_STEPS } from "../../src/runtime/gpu/session.js";
import { BatchRun } from "../../src/train/batches.js";
import { openModel } from "../../src/train/model.js";
import { PIXELS, type Workload, workFor } from "../work.js";

/** Times in milliseconds. */
export interface Floor {
  readonly call: string;
  readonly kernel: string;
  readonly time: number;
  /** What it would take at the adapter's best rate of multiply-adds, its bandwidth, its latency of dispatches. */
  readonly arithmetic: number;
  readonly bytes: number;
  readonly latency: number;
  /** The largest floor over the time: 1 is perfect. */
  readonly share: number;
}

/** The calls of a training step at a level, each alone, and the step as a whole. */
export interface LevelFloors {
  /** `notebook step, batch 256` */
  readonly title: string;
  readonly level: Level;
  readonly calls: readonly Floor[];
  readonly step: Floor;
}

export interface Floors {
  readonly adapter: AdapterSpeed;
  readonly levels: readonly LevelFloors[];
}

/** A workload whose step is taken apart. */
export interface SteppedWorkload {
  readonly workload: Workload;
  readonly levels: readonly Level[];
}

export interface FloorSettings {
  readonly steps: readonly SteppedWorkload[];
  /** Bytes of training images, a batch or more. */
  readonly images: Uint8Array;
  /** Shorter measurements, to see that it works. */
  readonly quick: boolean;
}

export async function measureFloors(openGpu: () => Promise<Gpu>, settings: FloorSettings): Promise<Floors> {
  const { images, quick } = settings;
  const gpu = await openGpu();
  const stopwatch = new Stopwatch(gpu, quick ? 10 : undefined);
  try {
    const adapter = await measureAdapter(gpu, stopwatch);
    const levels: LevelFloors[] = [];
    for (const { workload, levels: some } of settings.steps) {
      for (const level of some) levels.push(await measureLevel(workload, level, gpu, images, adapter, stopwatch));
    }
    return { adapter, levels };
  } finally {
    stopwatch.dispose();
    gpu.dispose();
  }
}

async function measureLevel(
  workload: Workload,
  level: Level,
  gpu: Gpu,
  images: Uint8Array,
  adapter: AdapterSpeed,
  stopwatch: Stopwatch,
): Promise<LevelFloors> {
  const { description } = workFor(workload, images);
  const data = images.subarray(0, workload.images * PIXELS);
  const model = await openModel(networkOf(description), { level, gpu });
  const run = await BatchRun.open(model, "train", { data, count: workload.images }, workload.images);
  try {
    const [first] = run.steps;
    if (!first) throw new Error("The run has no step.");
    // Without a learning rate the weights stay as they are, however often the step is repeated.
    const step = { ...first, learningRate: 0 };
    const time = (calls: readonly Call[]) =>
      stopwatch.time((encoder, repetitions) => {
        for (let left = repetitions; left > 0; left -= MOST_STEPS) {
          run.session.encode(encoder, Array(Math.min(left, MOST_STEPS)).fill(step), calls);
        }
      });
    const calls: Floor[] = [];
    for (const call of first.plan.calls) {
      const cost = costOf(call, tablesOf(first.plan, call));
      calls.push(floorOf(call.label, call.kernel, await time([call]), { ...cost, dispatches: 1 }, adapter));
    }
    const costs = first.plan.calls.map((call) => costOf(call, tablesOf(first.plan, call)));
    const total = {
      flops: costs.reduce((sum, { flops }) => sum + flops, 0),
      bytes: costs.reduce((sum, { bytes }) => sum + bytes, 0),
      dispatches: calls.length,
    };
    return {
      title: workload.title,
      level,
      calls,
      step: floorOf("the step", "", await time(first.plan.calls), total, adapter),
    };
  } finally {
    run.dispose();
    model.dispose();
  }
}

/** Compares a time with what the adapter would need at least. */
export function floorOf(
  call: string,
  kernel: string,
  time: number,
  cost: { readonly flops: number; readonly bytes: number; readonly dispatches: number },
  adapter: Pick<AdapterSpeed, "flops" | "bandwidth" | "cachedBandwidth" | "dependentDispatch">,
): Floor {
  const arithmetic = (1000 * cost.flops) / adapter.flops;
  // The buffers of a step fit into the caches of many adapters: the faster of the two bandwidths is the floor.
  const bytes = (1000 * cost.bytes) / Math.max(adapter.bandwidth, adapter.cachedBandwidth);
  const latency = 1000 * cost.dispatches * adapter.dependentDispatch;
  return { call, kernel, time, arithmetic, bytes, latency, share: Math.max(arithmetic, bytes, latency) / time };
}
