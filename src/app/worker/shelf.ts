import { type Autoencoder, codeShape, sizeOf } from "../../index.js";
import type { KeptModel } from "./compare-protocol.js";
import type { LoadedData } from "./data.js";
import { modelName, type Origin } from "./model-name.js";
import { trainingDigest } from "./training-digest.js";

/** Older ones are forgotten. */
const MOST_KEPT = 6;

interface Kept extends Omit<KeptModel, "mayHaveSeen"> {
  /** How the data were prepared that it learnt from. */
  readonly preparation: string;
  /** Digest of the samples that it was trained on, or on some of. */
  readonly trainedOn: string;
  /** As safetensors. */
  readonly bytes: Uint8Array;
}

/** The last few models that were trained, as files in memory. */
export class Shelf {
  #kept: readonly Kept[] = [];
  #last = 0;

  /**
   * Keeps a model as it is now; the page can do without, so nothing is thrown when it can't be read.
   * @returns its number
   */
  async keep(model: Autoencoder, data: LoadedData, origin: Origin): Promise<number | undefined> {
    const { description } = model;
    const { info, train } = data;
    try {
      const bytes = await model.save();
      this.#last++;
      const name = `${this.#last}: ${modelName(description, info.shape, origin)}`;
      const codeSize = sizeOf(codeShape(description));
      const kept = {
        id: this.#last,
        name,
        codeSize,
        preparation: preparationKey(data),
        trainedOn: trainingDigest(train),
        bytes,
      };
      this.#kept = [kept, ...this.#kept].slice(0, MOST_KEPT);
      return kept.id;
    } catch {
      // Its GPU is gone: whoever trained it learns of that themselves.
      return undefined;
    }
  }

  /** Those that learnt from data prepared as these are, the newest first: to others, their values mean something else. */
  modelsFor(data: LoadedData): KeptModel[] {
    const [key, digest] = [preparationKey(data), trainingDigest(data.train)];
    return this.#kept
      .filter(({ preparation }) => preparation === key)
      .map(({ id, name, codeSize, trainedOn }) => ({ id, name, codeSize, mayHaveSeen: trainedOn !== digest }));
  }

  /** How many there are, of whatever data. */
  get count(): number {
    return this.#kept.length;
  }

  bytesOf(id: number): Uint8Array | undefined {
    return this.#kept.find((kept) => kept.id === id)?.bytes;
  }
}

/** What has to agree so that values mean the same to a model: which they are, and how they were scaled and filled in. */
function preparationKey({ info }: LoadedData): string {
  const { own, shape } = info;
  if (!own) return JSON.stringify(["MNIST", shape]);
  const { kind, table, transposed = false, scaling, missing } = own.preparation;
  const columns = table?.columns.map(({ name, position, as, categories }) => [name ?? position, as, categories]);
  return JSON.stringify([kind, shape, columns, transposed, scaling, missing], (_, value) => sorted(value));
}

/** A record with its fields in one order, whoever made it. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
