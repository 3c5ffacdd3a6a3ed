import { DataError, type Dataset, take } from "../../index.js";
import { loadStage } from "../stage-data/stage.js";
import { type LoadedData, loaded } from "./data.js";

export interface FirstDigitsOptions {
  /** The folder of the page's data. */
  readonly url: string;
  readonly cache?: RequestCache;
  readonly signal?: AbortSignal;
}

/**
 * MNIST's first 5,000 training digits, to be validated on the stage's thousand of its test digits, under a megabyte together: so that
 * training can begin in seconds on a slow line, while `mnistFrom` fetches the rest; and as many as a CPU can learn from while one waits.
 * @throws {DataError}, {@link FormatError} when a file cannot be had or is another
 */
export async function firstDigits(options: FirstDigitsOptions): Promise<LoadedData> {
  const fetched = (name: string) => bytesOf(`${options.url.replace(/\/?$/, "/")}${name}`, options);
  const [{ imagesFromIdx }, images, labels, stage] = await Promise.all([
    import("../../data.js"),
    fetched("first-images-idx3-ubyte"),
    fetched("first-labels-idx1-ubyte"),
    loadStage(),
  ]);
  const train = await imagesFromIdx(images, { name: "The first digits", labels, labelsName: "Their labels" });
  const { pixels, labels: classes, count } = stage.digits;
  const validation: Dataset = { data: pixels, labels: classes, count, shape: train.shape };
  return loaded("MNIST", take(train, train.count), validation);
}

async function bytesOf(address: string, { cache = "default", signal }: FirstDigitsOptions): Promise<Uint8Array> {
  const missing = (why: string, cause?: unknown) =>
    new DataError(`${address} could not be fetched${why}. Try again.`, { cause });
  try {
    const response = await fetch(address, { cache, ...(signal && { signal }) });
    if (!response.ok) throw missing(`: ${`${response.status} ${response.statusText}`.trim()}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause instanceof DataError ? cause : missing("", cause);
  }
}
