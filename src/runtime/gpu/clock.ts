import type { Gpu } from "./device.js";
import { MAP_READ_MODE, USAGE } from "./usage.js";

/** Bit of the WebGPU specification (§5.1.1) that only timestamps need. */
const QUERY_RESOLVE = 0x200;

/** Timestamps that a set can have: a limit of WebGPU. */
const MOST_STAMPS = 4096;

/** Milliseconds that an answer about nothing takes where the browser looks for answers now and then: Firefox, each 100 ms. */
const POLLED = 20;

/** Encodes work as one compute pass, which has what it is given beside its label. */
export type Work = (encoder: GPUCommandEncoder, pass?: GPUComputePassDescriptor) => void;

/**
 * Times pieces of work on a GPU: by its own timestamps where it has them, all in one submit and with one answer to wait for; else
 * by the wall clock, one after the other.
 */
export class Clock {
  private constructor(
    private readonly gpu: Gpu,
    private readonly stamps:
      | { readonly set: GPUQuerySet; readonly buffer: GPUBuffer; readonly staging: GPUBuffer }
      | undefined,
  ) {}

  /** Nothing where neither tells: without timestamps, where answers come so late that work is over long before. */
  static async of(gpu: Gpu): Promise<Clock | undefined> {
    const { device } = gpu;
    if (!device.features.has("timestamp-query")) {
      const idle = Math.min(await timeOf(gpu, () => {}), await timeOf(gpu, () => {}));
      return idle < POLLED ? new Clock(gpu, undefined) : undefined;
    }
    return new Clock(gpu, {
      set: device.createQuerySet({ label: "clock", type: "timestamp", count: MOST_STAMPS }),
      buffer: gpu.buffer("clock", 8 * MOST_STAMPS, QUERY_RESOLVE | USAGE.COPY_SRC),
      staging: gpu.buffer("clock/staging", 8 * MOST_STAMPS, USAGE.MAP_READ | USAGE.COPY_DST),
    });
  }

  /** Milliseconds that each takes. */
  async times(works: readonly Work[]): Promise<number[]> {
    if (works.length === 0) return [];
    if (this.stamps && 2 * works.length <= MOST_STAMPS) {
      const stamped = await this.stamped(works, this.stamps);
      // Some drivers' timestamps stand still.
      if (stamped.some((time) => time > 0)) return stamped;
    }
    const times: number[] = [];
    for (const work of works) times.push(await timeOf(this.gpu, work));
    return times;
  }

  dispose(): void {
    this.stamps?.set.destroy();
    this.stamps?.buffer.destroy();
    this.stamps?.staging.destroy();
  }

  private async stamped(
    works: readonly Work[],
    { set, buffer, staging }: NonNullable<Clock["stamps"]>,
  ): Promise<number[]> {
    const bytes = 16 * works.length;
    const { device } = this.gpu;
    await this.gpu.scoped("Timing", () => {
      const encoder = device.createCommandEncoder({ label: "clock" });
      for (const [index, work] of works.entries()) {
        const [beginningOfPassWriteIndex, endOfPassWriteIndex] = [2 * index, 2 * index + 1];
        work(encoder, { timestampWrites: { querySet: set, beginningOfPassWriteIndex, endOfPassWriteIndex } });
      }
      encoder.resolveQuerySet(set, 0, 2 * works.length, buffer, 0);
      encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
      device.queue.submit([encoder.finish()]);
    });
    await this.gpu.settled(staging.mapAsync(MAP_READ_MODE, 0, bytes));
    const stamps = new BigUint64Array(staging.getMappedRange(0, bytes).slice(0));
    staging.unmap();
    // Chrome's can run backwards.
    return works.map((_, index) =>
      Math.max(0, Number((stamps[2 * index + 1] ?? 0n) - (stamps[2 * index] ?? 0n)) / 1e6),
    );
  }
}

/** Milliseconds from the submit of some work to the answer that it is done. */
async function timeOf(gpu: Gpu, work: Work): Promise<number> {
  const { device } = gpu;
  const began = await gpu.scoped("Timing", () => {
    const encoder = device.createCommandEncoder({ label: "clock" });
    work(encoder);
    const now = performance.now();
    device.queue.submit([encoder.finish()]);
    return now;
  });
  await gpu.settled(device.queue.onSubmittedWorkDone());
  return performance.now() - began;
}
