import type { AdapterSpeed } from "../../adapter/adapter-speed.js";
import type { Measured, Workload } from "../speed/workloads.js";
import type { StepCost } from "../worker/speed-protocol.js";

/** Images in an epoch of MNIST. */
const EPOCH = 60_000;
/** Relative difference up to which two losses count as the same. */
const TOLERANCE = 1e-3;

/** A line of the table of speeds. */
export interface SpeedRow {
  readonly contender: string;
  /** Milliseconds a step: the median turn, the fastest and the slowest. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly imagesPerSecond: number;
  /** Seconds that an epoch of 60,000 images takes at this speed. */
  readonly epoch: number;
  /** Of the last compared step. */
  readonly loss: number;
  /** Largest relative difference of a compared step's loss from our plainest level's. */
  readonly off: number;
  /** Whether it did the same training at all. */
  readonly same: boolean;
}

/** The table's lines. @param reference whose losses are right: our plainest level, one thought a kernel */
export function speedRow(
  { contender, losses, times }: Measured,
  reference: Measured,
  { batchSize }: Workload,
): SpeedRow {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = medianOf(sorted);
  const imagesPerSecond = (1000 * batchSize) / middle;
  const differences = reference.losses.map((expected, step) => Math.abs((losses[step] ?? Number.NaN) / expected - 1));
  // Math.max would let no NaN pass, but an empty list: that is no agreement either.
  const off = differences.length > 0 ? Math.max(...differences) : Number.NaN;
  return {
    contender,
    median: middle,
    low: sorted[0] ?? Number.NaN,
    high: sorted.at(-1) ?? Number.NaN,
    imagesPerSecond,
    epoch: EPOCH / imagesPerSecond,
    loss: losses.at(-1) ?? Number.NaN,
    off,
    // Not `off > TOLERANCE`: a NaN must not pass.
    same: off <= TOLERANCE,
  };
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** What a step must take at least, in milliseconds, each for itself. */
export interface Floors {
  /** At the adapter's best rate of multiply-adds. */
  readonly arithmetic: number;
  /** At its best bandwidth: what a step touches fits into the caches of many. */
  readonly memory: number;
  /** Of dispatches that each need the one before. */
  readonly latency: number;
}

export function floorsOf({ flops, bytes, dispatches }: StepCost, adapter: AdapterSpeed): Floors {
  return {
    arithmetic: (1000 * flops) / adapter.flops,
    memory: (1000 * bytes) / Math.max(adapter.bandwidth, adapter.cachedBandwidth),
    latency: 1000 * dispatches * adapter.dependentDispatch,
  };
}

/** Three digits, with a unit that suits: `4.21 TFLOP/s`. */
export function quantity(value: number, unit: string): string {
  const prefixes = ["", "k", "M", "G", "T", "P"];
  const power = Math.max(0, Math.min(prefixes.length - 1, Math.floor(Math.log10(value) / 3)));
  return `${Number((value / 1000 ** power).toPrecision(3))} ${prefixes[power]}${unit}`;
}

/** Three digits: `0.0423 ms`, `12.3 ms`, `1,230 ms`. */
export function milliseconds(value: number): string {
  return `${Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 })} ms`;
}
