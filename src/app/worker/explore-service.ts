import { transfer } from "comlink";
import {
  Autoencoder,
  DataError,
  DeviceLostError,
  type Gpu,
  GpuUnavailableError,
  samplesAt,
  type Values,
} from "../../index.js";
import type { LoadedData } from "./data.js";
import type { CodedSamples, Explorer } from "./explore-protocol.js";

/** A browser needs a moment to come to itself after a crash of its GPU process; in milliseconds. */
const REOPENING = { tries: 10, every: 500 };

/** What exploring needs of the trainer. */
export interface ExploreSource {
  /** The GPU in use, or a new one after a loss. */
  readonly openGpu: () => Promise<Gpu>;
  readonly data: LoadedData;
  /** The model, as its `save` gave it. */
  readonly bytes: Uint8Array;
}

/** Works on a copy of the model: neither a run that goes on nor the model's end can come between. */
export class ExploreService implements Explorer {
  readonly #source: ExploreSource;
  #model: Autoencoder | undefined;
  #closed = false;
  /** Ends with the work asked for so far. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(source: ExploreSource) {
    this.#source = source;
  }

  async samples(most: number): Promise<CodedSamples> {
    const { train, validation } = this.#source.data;
    const all = validation ?? train;
    // Files are often sorted: the first samples alone would not be like the rest.
    const count = Math.min(most, all.count);
    const rows = Array.from({ length: count }, (_, index) => Math.floor((index * all.count) / count));
    const { data: values, labels } = samplesAt(all, rows);
    const codes = await this.#inTurn((model) => model.encode(values));
    const samples = {
      heldOut: validation !== undefined,
      count,
      rows,
      values,
      ...(labels && { labels }),
      codeShape: codes.shape.slice(1),
      codes: codes.data,
    };
    return transfer(samples, [values.buffer, codes.data.buffer]);
  }

  async encode(values: Values): Promise<Float32Array> {
    const { data } = await this.#inTurn((model) => model.encode(values));
    return transfer(data, [data.buffer]);
  }

  async decode(codes: Float32Array): Promise<Float32Array> {
    const { data } = await this.#inTurn((model) => model.decode(codes));
    return transfer(data, [data.buffer]);
  }

  /** Resolves when nothing that was asked for is on the GPU any more. */
  async rest(): Promise<void> {
    await this.#work;
  }

  /** After the last work: a buffer destroyed under the GPU's hands would be an error for everyone on it. */
  async dispose(): Promise<void> {
    this.#closed = true;
    await this.rest();
    this.#model?.dispose();
    this.#model = undefined;
  }

  #inTurn<T>(use: (model: Autoencoder) => Promise<T>): Promise<T> {
    if (this.#closed) throw new DataError("This model is no longer explored: another one has taken its place.");
    const result = this.#work.then(() => this.#with(use));
    this.#work = result.catch(() => {});
    return result;
  }

  /** Uses the model; again on a new GPU when the one that it was on is lost. */
  async #with<T>(use: (model: Autoencoder) => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await use(await this.#loaded());
      } catch (error) {
        const lost = error instanceof DeviceLostError || error instanceof GpuUnavailableError;
        if (!lost || tried === REOPENING.tries) throw error;
        this.#model = undefined;
        await new Promise((resolve) => setTimeout(resolve, REOPENING.every));
      }
    }
  }

  async #loaded(): Promise<Autoencoder> {
    this.#model ??= await Autoencoder.load(this.#source.bytes, { gpu: await this.#source.openGpu() });
    return this.#model;
  }
}
