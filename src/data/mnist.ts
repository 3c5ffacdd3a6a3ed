import type { Dataset } from "./dataset.js";
import type { MnistOptions } from "./mnist-files.js";
import type { Preparation } from "./preparation/preparation.js";

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
