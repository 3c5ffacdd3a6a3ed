import type { Measured } from "./workloads.js";

/** A training step for a peer: dense layers, relu but for the last, whose logits go to sigmoid and cross-entropy; Adadelta. */
export interface PeerTask {
  /** Kernels `[inputs, units]` and biases `[units]`. */
  readonly layers: readonly { readonly kernel: Float32Array; readonly bias: Float32Array }[];
  /** Bytes of 784 pixels an image, batch after batch; `checked` batches. */
  readonly images: Uint8Array | Float32Array;
  readonly batchSize: number;
  /** Steps whose losses are compared. */
  readonly checked: number;
}

/** A peer with its weights and images on the GPU. */
export interface PeerRun {
  /** Takes the next `count` training steps; resolves with the last one's loss, before its update, once that is on the CPU. */
  step(count: number): Promise<number>;
}

/** The notebook's optimizer, Keras 2's Adadelta. */
export const ADADELTA = { learningRate: 1, rho: 0.95, epsilon: 1e-7 } as const;

export const PIXELS = 784;

/** A library that trains the same model. */
export type PeerName = "tensorflow" | "jax";

/** The worker that a peer lives in. */
export interface PeerWorker {
  /** Loads the peer's code, and measures it as ours are. @throws what the peer throws */
  measure(name: PeerName, task: PeerTask, report: (doing: string, fraction: number) => unknown): Promise<Measured>;
}

/** The images as floats in 0…1, batch after batch. */
export function floatBatches({ images, batchSize }: PeerTask): Float32Array<ArrayBuffer>[] {
  const size = batchSize * PIXELS;
  return Array.from({ length: images.length / size }, (_, index) =>
    Float32Array.from(images.subarray(index * size, (index + 1) * size), (pixel) => pixel / 255),
  );
}
