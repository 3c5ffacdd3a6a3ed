import { DataError, type Gpu, withRecovery } from "../../index.js";
import type { LoadedData } from "./data.js";
import { isCpu, openProcessor } from "./processor.js";

/** What the services of the page's views work with. */
export interface Place {
  /** The GPU in use; a new one after a loss. @throws {GpuUnavailableError} */
  readonly openGpu: () => Promise<Gpu>;
  /** The data in use. */
  readonly data: () => LoadedData | undefined;
  /** All of the data whose first samples are in use, while the others are on their way, or wait to be used. */
  readonly coming?: Promise<LoadedData> | undefined;
}

/** The worker's own place: it owns the GPU, or what stands for one, and the data that all services share. */
export class Workplace implements Place {
  #gpu: Gpu | undefined;
  /** One that is lost comes back: the CPU takes the place of none only. */
  #hadGpu = false;
  loaded: LoadedData | undefined;
  coming: Promise<LoadedData> | undefined;
  /** Why it is the CPU, though there is an adapter. */
  refusal: string | undefined;

  readonly data = () => this.loaded;

  readonly openGpu = async (): Promise<Gpu> => {
    if (this.#gpu) return this.#gpu;
    const { gpu, refusal } = await openProcessor(this.#hadGpu);
    this.refusal = refusal;
    this.#gpu = gpu;
    this.#hadGpu = !isCpu(gpu.info);
    const forget = () => this.forget(gpu);
    gpu.device.lost.then(forget, forget);
    return gpu;
  };

  /** The next one who asks gets another GPU. */
  forget(gpu = this.#gpu): void {
    if (this.#gpu === gpu) this.#gpu = undefined;
  }
}

/** Work on the GPU, one at a time, in the order in which it was asked for, over losses of the GPU. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly place: Place) {}

  take<Result>(work: () => Promise<Result>): Promise<Result> {
    // Not all work asks for the GPU: one is opened for it only where another was lost.
    let lost = false;
    const open = async () => void (lost && (await this.place.openGpu()));
    const onLost = () => {
      lost = true;
    };
    const result = this.#last.then(() => withRecovery(open, work, { onLost }));
    this.#last = result.catch(() => {});
    return result;
  }

  /** Resolves when nothing that was asked for is on the GPU any more. */
  async rest(): Promise<void> {
    await this.#last;
  }
}

/** @throws {DataError} while there are no data */
export function dataIn({ data }: Place): LoadedData {
  const loaded = data();
  if (!loaded) throw new DataError("There are no data yet; load some in the view Train.");
  return loaded;
}

/** All of the data in use, what is still on its way too; where that does not come, what there is. @throws as {@link dataIn} */
export async function allDataIn(place: Place): Promise<LoadedData> {
  const { coming } = place;
  const all = await coming?.catch(() => undefined);
  // Others may have been chosen meanwhile.
  return all && place.coming === coming ? all : dataIn(place);
}
