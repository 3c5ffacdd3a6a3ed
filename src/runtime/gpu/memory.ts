import type { Tensor } from "../../model/tensor.js";
import { type ArenaLayout, checkTensors } from "../../plan/arena.js";
import { ARENAS, slotArena } from "../../plan/plan.js";
import type { Gpu } from "./device.js";
import { StagingRing } from "./readback.js";
import { STORAGE } from "./usage.js";

/**
 * What a model keeps on the GPU as long as it lives: one buffer for all weights, one of the same layout for their
 * gradients, one for each optimizer slot.
 */
export class ModelMemory {
  /** By the plans' names. */
  readonly arenas: ReadonlyMap<string, GPUBuffer>;
  private readonly staging: StagingRing;

  private constructor(
    private readonly gpu: Gpu,
    private readonly layout: ArenaLayout,
    /** The optimizer's. */
    private readonly slots: readonly string[],
    private readonly label: string,
  ) {
    const names = [ARENAS.weights, ARENAS.gradients, ...slots.map(slotArena)];
    this.arenas = new Map(names.map((name) => [name, gpu.buffer(`${label}/${name}`, 4 * layout.length, STORAGE)]));
    this.staging = new StagingRing(gpu, label);
  }

  /** @throws {GpuError} when the model does not fit on the adapter */
  static allocate(gpu: Gpu, layout: ArenaLayout, slots: readonly string[], label: string): Promise<ModelMemory> {
    return gpu.scoped(`Allocating ${label}`, () => new ModelMemory(gpu, layout, slots, label));
  }

  /**
   * Sets all weights. Nothing changes unless all of them fit.
   * @throws {ShapeError} for a missing, unknown or misshapen tensor, {@link DataError} for a value that is not finite
   */
  setWeights(weights: Readonly<Record<string, Tensor>>): void {
    checkTensors(this.layout, weights);
    this.write({ [ARENAS.weights]: weights });
  }

  /** The weights and the optimizer's slots, by arena. */
  async readAll(): Promise<Record<string, Record<string, Tensor>>> {
    const arenas: Record<string, Record<string, Tensor>> = {};
    for (const name of this.trained) arenas[name] = await this.read(name);
    return arenas;
  }

  /** Sets arenas, such as `readAll` gave, to tensors that were held against the model's layout. */
  write(arenas: Readonly<Record<string, Readonly<Record<string, Tensor>>>>): void {
    this.gpu.check();
    for (const [name, tensors] of Object.entries(arenas)) {
      this.gpu.device.queue.writeBuffer(this.arena(name), 0, this.packed(tensors));
    }
  }

  /** All that training changes. */
  private get trained(): readonly string[] {
    return [ARENAS.weights, ...this.slots.map(slotArena)];
  }

  private packed(tensors: Readonly<Record<string, Tensor>>): Float32Array<ArrayBuffer> {
    const values = new Float32Array(this.layout.length);
    for (const [name, { offset }] of this.layout.tensors) values.set(tensors[name]?.data ?? [], offset);
    return values;
  }

  /** Every tensor of an arena, by parameter name. */
  async read(arena: string): Promise<Record<string, Tensor>> {
    const encoder = this.gpu.device.createCommandEncoder({ label: `${this.label}/read ${arena}` });
    const copy = this.staging.copy(encoder, this.arena(arena), 0, 4 * this.layout.length);
    this.gpu.device.queue.submit([encoder.finish()]);
    const values = await copy.values();
    const tensors: Record<string, Tensor> = {};
    for (const [name, { parameter, offset, length }] of this.layout.tensors) {
      tensors[name] = { shape: [...parameter.shape], data: values.slice(offset, offset + length) };
    }
    return tensors;
  }

  /** Buffers that can hold the weights and optimizer slots of a moment. */
  checkpoint(): Checkpoint {
    const copies = this.trained.map((name) => {
      return this.gpu.buffer(`${this.label}/checkpoint ${name}`, 4 * this.layout.length, STORAGE);
    });
    const copyAll = (pairs: readonly (readonly [GPUBuffer, GPUBuffer])[]) => {
      const encoder = this.gpu.device.createCommandEncoder({ label: `${this.label}/checkpoint` });
      for (const [from, to] of pairs) encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
      this.gpu.device.queue.submit([encoder.finish()]);
    };
    const pairs = this.trained.map((name, index) => [this.arena(name), copies[index] as GPUBuffer] as const);
    return {
      save: () => copyAll(pairs),
      restore: () => copyAll(pairs.map(([arena, copy]) => [copy, arena])),
      dispose: () => {
        for (const copy of copies) copy.destroy();
      },
    };
  }

  dispose(): void {
    for (const buffer of this.arenas.values()) buffer.destroy();
    this.staging.dispose();
  }

  private arena(name: string): GPUBuffer {
    const buffer = this.arenas.get(name);
    if (!buffer) throw new Error(`No arena is named "${name}".`);
    return buffer;
  }
}

/** Weights and optimizer slots of a moment, on the GPU. */
export interface Checkpoint {
  save(): void;
  restore(): void;
  dispose(): void;
}
