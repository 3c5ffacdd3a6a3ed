import { bitsOfHalves } from "../../reference/half.js";
import type { Values } from "../../reference/twin.js";

/**
 * A `GPUBuffer` in the memory of the CPU: four-byte words as they were written, or, once a plan says that it holds reals, those in
 * double precision. Who writes and reads sees 32-bit floats; or of what a plan stores in f16, only reads, those.
 */
export class CpuBuffer {
  readonly label: string;
  /** In bytes. */
  readonly size: number;
  #values: Values;
  /** Of a value, as others see them. */
  #bytes = 4;
  /** What is mapped now. */
  #mapped: ArrayBuffer | undefined;
  readonly #ready: () => Promise<void>;

  /** @param ready resolves once the work submitted so far is done */
  constructor({ label = "", size, mappedAtCreation = false }: GPUBufferDescriptor, ready: () => Promise<void>) {
    this.label = label;
    this.size = size;
    const words = new Uint32Array(size / 4);
    this.#values = words;
    if (mappedAtCreation) this.#mapped = words.buffer;
    this.#ready = ready;
  }

  /** The words that it holds. */
  words(): Uint32Array {
    if (this.#values instanceof Uint32Array) return this.#values;
    throw new Error(`${this.label} holds reals, and is asked for words.`);
  }

  /** The reals that it holds, from now on, as others see them. */
  reals(scalar: "f32" | "f16" = "f32"): Float64Array {
    const bytes = scalar === "f16" ? 2 : 4;
    if (bytes !== this.#bytes) this.#values = new Float64Array(this.size / bytes);
    this.#bytes = bytes;
    if (this.#values instanceof Uint32Array) this.#values = Float64Array.from(new Float32Array(this.#values.buffer));
    return this.#values;
  }

  /** Takes in bytes, copied already, from byte `offset` on. */
  write(offset: number, bytes: ArrayBuffer): void {
    const values = this.#values;
    values.set(values instanceof Uint32Array ? new Uint32Array(bytes) : new Float32Array(bytes), offset / 4);
  }

  /** Takes in `size` bytes of another buffer, and what they are. */
  copyFrom(source: CpuBuffer, from: number, to: number, size: number): void {
    if (source.#bytes === 2) {
      this.reals("f16").set(source.#values.subarray(from / 2, (from + size) / 2), to / 2);
      return;
    }
    const isWords = [source.#values, this.#values].every((values) => values instanceof Uint32Array);
    const [there, here] = isWords ? [source.words(), this.words()] : [source.reals(), this.reals()];
    here.set(there.subarray(from / 4, (from + size) / 4), to / 4);
  }

  async mapAsync(): Promise<undefined> {
    await this.#ready();
    return undefined;
  }

  getMappedRange(offset = 0, size = this.size - offset): ArrayBuffer {
    if (this.#mapped) return this.#mapped;
    const part = this.#values.subarray(offset / this.#bytes, (offset + size) / this.#bytes);
    if (this.#bytes === 2) return bitsOfHalves(part).buffer;
    return (part instanceof Uint32Array ? part.slice() : Float32Array.from(part)).buffer;
  }

  unmap(): void {
    this.#mapped = undefined;
  }

  /** What was submitted before may still need its values; once nobody does, its memory is collected as any other. */
  destroy(): void {}
}
