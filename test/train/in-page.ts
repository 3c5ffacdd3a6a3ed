import { inject } from "vitest";
import type { usePage } from "../harness/browser.js";

/** What most tests of training need in the page. */
export interface Tools {
  readonly isthmus: typeof import("../../src/index.js");
  readonly gpu: import("../../src/index.js").Gpu;
  /** The first so many training images. */
  images(count: number): import("../../src/index.js").Dataset;
  /** The notebook's model with `units` units in the code, for samples of `size` values. */
  model(
    options?: Partial<import("../../src/index.js").AutoencoderOptions> & { size?: number; units?: number },
  ): Promise<import("../../src/index.js").Autoencoder>;
  /** Name and message of what `work` throws. */
  failure(work: () => Promise<unknown>): Promise<{ name: string; message: string }>;
}

const TOOLS = `globalThis.trainingTools ??= async (url) => {
  const mnist = await (globalThis.mnistOnce ??= isthmus.loadMnist({ url }));
  const gpu = await harness.gpu();
  return {
    isthmus,
    gpu,
    images: (count) => isthmus.take(mnist.train, count),
    model: ({ size = 784, units = 32, ...options } = {}) =>
      isthmus.Autoencoder.create({
        input: size,
        encoder: [isthmus.dense(units, { activation: "relu" })],
        decoder: [isthmus.dense(size, { activation: "sigmoid" })],
        gpu,
        ...options,
      }),
    failure: async (work) => {
      try {
        await work();
      } catch (error) {
        return { name: error.name, message: error.message };
      }
      return { name: "none", message: "nothing was thrown" };
    },
  };
}`;

/**
 * Runs work in the page of tests with the library, the shared GPU and some MNIST. The work must be self-contained: its source
 * travels.
 */
export function trainingIn(
  context: ReturnType<typeof usePage>,
): <Result>(work: (tools: Tools) => Promise<Result>) => Promise<Result> {
  return async (work) => {
    const source = `(${work.toString()})(await globalThis.trainingTools("${inject("server")}mnist/"))`;
    await context.page.evaluate(TOOLS);
    return context.page.evaluate(`(async () => ${source})()`) as Promise<never>;
  };
}
