import type { Gpu } from "../runtime/gpu/device.js";
import { MAP_READ_MODE, USAGE } from "../runtime/gpu/usage.js";

/** Bit of the WebGPU specification (§5.1.1) that only timestamps need. */
const QUERY_RESOLVE = 0x200;

/** Milliseconds that a measurement should last: a thousand times the grain of the clocks (100 µs). */
const LONG_ENOUGH = 100;
const SAMPLES = 5;

/** No measurement repeats its work more often. */
const MOST_REPETITIONS = 65_536;

/** Encodes the work so many times. */
export type Encode = (encoder: GPUCommandEncoder, repetitions: number) => void;

/**
 * Times work on a GPU: by the GPU's own timestamps where it has them, by the wall clock over many repetitions where
 * not.
 */
export class Stopwatch {
  readonly clock: "timestamps" | "wall";
  private readonly stamps:
    | { readonly set: GPUQuerySet; readonly buffer: GPUBuffer; readonly staging: GPUBuffer }
    | undefined;

  constructor(
    private readonly gpu: Gpu,
    /** Milliseconds that a measurement should last. */
    private readonly longEnough = LONG_ENOUGH,
  ) {
    const { device } = gpu;
    const timestamps = device.features.has("timestamp-query");
    this.clock = timestamps ? "timestamps" : "wall";
    if (timestamps) {
      this.stamps = {
        set: device.createQuerySet({ label: "stopwatch", type: "timestamp", count: 2 }),
        buffer: gpu.buffer("stopwatch", 16, QUERY_RESOLVE | USAGE.COPY_SRC),
        staging: gpu.buffer("stopwatch/staging", 16, USAGE.MAP_READ | USAGE.COPY_DST),
      };
    }
  }

  /** Milliseconds that the work takes once: the median of several measurements of many repetitions. */
  async time(encode: Encode): Promise<number> {
    let repetitions = 1;
    let took = await this.once(encode, repetitions);
    while (took < this.longEnough && repetitions < MOST_REPETITIONS) {
      const wanted = Math.ceil((repetitions * this.longEnough * 1.2) / Math.max(took, 0.1));
      repetitions = Math.min(MOST_REPETITIONS, 16 * repetitions, wanted);
      took = await this.once(encode, repetitions);
    }
    const samples = [took];
    // What takes seconds is not repeated: its spread is small, and time is short.
    while (samples.length < SAMPLES && took < 10 * this.longEnough) samples.push(await this.once(encode, repetitions));
    const [median = took] = samples.sort((a, b) => a - b).slice(samples.length >> 1);
    return median / repetitions;
  }

  dispose(): void {
    this.stamps?.set.destroy();
    this.stamps?.buffer.destroy();
    this.stamps?.staging.destroy();
  }

  private async once(encode: Encode, repetitions: number): Promise<number> {
    const { device } = this.gpu;
    await device.queue.onSubmittedWorkDone();
    const encoder = device.createCommandEncoder({ label: "stopwatch" });
    this.stamp(encoder, "beginning");
    encode(encoder, repetitions);
    this.stamp(encoder, "end");
    const began = performance.now();
    device.queue.submit([encoder.finish()]);
    await this.gpu.settled(device.queue.onSubmittedWorkDone());
    const wall = performance.now() - began;
    const stamped = await this.read();
    // Chrome's timestamps can run backwards, and some drivers' stand still.
    return stamped !== undefined && stamped > 0 ? stamped : wall;
  }

  /** A stamp in a compute pass of its own, which need not hold any work. */
  private stamp(encoder: GPUCommandEncoder, at: "beginning" | "end"): void {
    if (!this.stamps) return;
    const { set, buffer, staging } = this.stamps;
    const index = at === "beginning" ? { beginningOfPassWriteIndex: 0 } : { endOfPassWriteIndex: 1 };
    encoder.beginComputePass({ label: "stopwatch", timestampWrites: { querySet: set, ...index } }).end();
    if (at === "beginning") return;
    encoder.resolveQuerySet(set, 0, 2, buffer, 0);
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, 16);
  }

  private async read(): Promise<number | undefined> {
    if (!this.stamps) return undefined;
    const { staging } = this.stamps;
    await this.gpu.settled(staging.mapAsync(MAP_READ_MODE));
    const [began = 0n, ended = 0n] = new BigUint64Array(staging.getMappedRange().slice(0));
    staging.unmap();
    return Number(ended - began) / 1e6;
  }
}
