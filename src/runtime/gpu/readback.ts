import type { Gpu } from "./device.js";
import { MAP_READ_MODE, USAGE } from "./usage.js";

/** Sizes are multiples of this, so that a buffer serves reads of many lengths: one value a step of any submit fits. */
const GRAIN = 4096;

/**
 * Buffers through which values come back from the GPU. Each is used again once its values were taken, so that reading
 * at every submit allocates nothing.
 */
export class StagingRing {
  private readonly idle: GPUBuffer[] = [];
  private readonly all = new Set<GPUBuffer>();

  constructor(
    private readonly gpu: Gpu,
    private readonly label: string,
  ) {}

  /**
   * Encodes a copy of `bytes` from `offset` of `source`; `values()` maps it, once the encoder's work was submitted, and
   * copies them out: into a new array, or into what it is given, which must be as long.
   */
  copy(
    encoder: GPUCommandEncoder,
    source: GPUBuffer,
    offset: number,
    bytes: number,
  ): { values(into?: Float32Array): Promise<Float32Array> } {
    const staging = this.take(bytes);
    encoder.copyBufferToBuffer(source, offset, staging, 0, bytes);
    return {
      values: async (into = new Float32Array(bytes / 4)) => {
        await this.gpu.settled(staging.mapAsync(MAP_READ_MODE, 0, bytes));
        into.set(new Float32Array(staging.getMappedRange(0, bytes)));
        staging.unmap();
        this.idle.push(staging);
        return into;
      },
    };
  }

  dispose(): void {
    for (const buffer of this.all) buffer.destroy();
    this.all.clear();
    this.idle.length = 0;
  }

  private take(bytes: number): GPUBuffer {
    const index = this.idle.findIndex((buffer) => buffer.size >= bytes);
    const [found] = index < 0 ? [] : this.idle.splice(index, 1);
    if (found) return found;
    const usage = USAGE.MAP_READ | USAGE.COPY_DST;
    const buffer = this.gpu.buffer(`${this.label}/staging`, Math.ceil(bytes / GRAIN) * GRAIN, usage);
    this.all.add(buffer);
    return buffer;
  }
}
