import { transfer } from "comlink";
import { Autoencoder, DataError, samplesAt, type Values } from "../../index.js";
import type { CodedSamples, Explorer } from "./explore-protocol.js";
import { dataIn, type Place, Turn } from "./place.js";

/** Works on a copy of the model: neither a run that goes on nor the model's end can come between. */
export class ExploreService implements Explorer {
  #model: Autoencoder | undefined;
  #closed = false;
  readonly #turn: Turn;
  /** The page's end of this may last longer than the model is looked into. */
  #bytes: Uint8Array | undefined;

  /** @param bytes the model, as its `save` gave it */
  constructor(
    private readonly place: Place,
    bytes: Uint8Array,
  ) {
    this.#bytes = bytes;
    this.#turn = new Turn(place);
  }

  async samples(most: number): Promise<CodedSamples> {
    const { train, validation } = dataIn(this.place);
    const all = validation ?? train;
    // Files are often sorted: the first samples alone would not be like the rest.
    const count = Math.min(most, all.count);
    const rows = Array.from({ length: count }, (_, index) => Math.floor((index * all.count) / count));
    const { data: values, labels, mask } = samplesAt(all, rows);
    const codes = await this.#inTurn((model) => model.encode(values));
    const samples = {
      heldOut: validation !== undefined,
      count,
      rows,
      values,
      ...(labels && { labels }),
      ...(mask && { mask }),
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
  rest(): Promise<void> {
    return this.#turn.rest();
  }

  /** After the last work: a buffer destroyed under the GPU's hands would be an error for everyone on it. */
  async dispose(): Promise<void> {
    this.#closed = true;
    await this.rest();
    this.#model?.dispose();
    this.#model = undefined;
    this.#bytes = undefined;
  }

  #inTurn<Result>(use: (model: Autoencoder) => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new DataError("This model is no longer explored: another one has taken its place.");
    return this.#turn.take(async () => use(await this.#loaded()));
  }

  async #loaded(): Promise<Autoencoder> {
    const gpu = await this.place.openGpu();
    // After a loss it is on a GPU that is gone.
    if (this.#model?.gpu === gpu) return this.#model;
    if (!this.#bytes) throw new DataError("This model is no longer explored: another one has taken its place.");
    this.#model = await Autoencoder.load(this.#bytes, { gpu });
    return this.#model;
  }
}
