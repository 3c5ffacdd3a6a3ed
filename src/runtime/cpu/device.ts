import { CpuBuffer } from "./buffer.js";
import type { CpuEncoder } from "./twins-host.js";

/** So many bytes may be in one buffer: no limit that a plan would meet before memory ends. */
const MOST_BYTES = 2 ** 31 - 4;

/** The part of a `GPUDevice` that moves values: buffers, and a queue that does what is submitted in turn, one task each. */
export class CpuDevice {
  readonly features: ReadonlySet<string> = new Set(["shader-f16"]);
  readonly limits = { maxBufferSize: MOST_BYTES, maxStorageBufferBindingSize: MOST_BYTES };
  readonly lost: Promise<GPUDeviceLostInfo>;
  #lose: (info: GPUDeviceLostInfo) => void = () => {};
  /** Resolves once all that was submitted is done; rejects when a twin throws. */
  #done: Promise<void> = Promise.resolve();
  readonly queue = {
    submit: (lists: readonly CpuEncoder["commands"][]) => this.#enqueue(lists.flat(), true),
    writeBuffer: (buffer: CpuBuffer, offset: number, data: ArrayBuffer | ArrayBufferView, from = 0, size?: number) => {
      const bytes = bytesOf(data, from, size);
      this.#enqueue([() => buffer.write(offset, bytes)], false);
    },
  };

  constructor() {
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
  }

  createBuffer(descriptor: GPUBufferDescriptor): CpuBuffer {
    return new CpuBuffer(descriptor, () => this.#done);
  }

  createCommandEncoder() {
    const commands: CpuEncoder["commands"] = [];
    return {
      commands,
      copyBufferToBuffer: (source: CpuBuffer, from: number, target: CpuBuffer, to: number, size: number) => {
        commands.push(() => target.copyFrom(source, from, to, size));
      },
      finish: () => commands,
    };
  }

  // Whatever is wrong is thrown where it happens: error scopes find nothing.
  pushErrorScope(): void {}
  async popErrorScope(): Promise<null> {
    return null;
  }
  addEventListener(): void {}

  destroy(): void {
    this.#lose({ reason: "destroyed", message: "" } as GPUDeviceLostInfo);
  }

  /** @param long whether the work may take long: others on this thread have their turn before it */
  #enqueue(commands: CpuEncoder["commands"], long: boolean): void {
    const before = this.#done;
    this.#done = (async () => {
      await before;
      if (long) await turn();
      for (const command of commands) command();
    })();
    // Whoever maps a buffer learns of it.
    this.#done.catch(() => {});
  }
}

/** Lets messages and timers that wait be handled. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A copy of the bytes that `writeBuffer` names: offset and size count elements of typed arrays, bytes of all else. */
function bytesOf(data: ArrayBuffer | ArrayBufferView, from: number, size: number | undefined): ArrayBuffer {
  const view = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  const unit = (view as Partial<Uint8Array>).BYTES_PER_ELEMENT ?? 1;
  const begin = view.byteOffset + from * unit;
  const end = size === undefined ? view.byteOffset + view.byteLength : begin + size * unit;
  return view.buffer.slice(begin, end) as ArrayBuffer;
}
