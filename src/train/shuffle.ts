import { randomStream } from "../model/random.js";

/** The samples in file order. */
export function fileOrder(count: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  return order;
}

/**
 * The order of an epoch: a permutation drawn from the seed and the epoch alone, so that a run can be taken up again at any
 * epoch.
 * @param epoch from 1
 */
export function shuffledOrder(count: number, seed: number, epoch: number): Uint32Array<ArrayBuffer> {
  return randomStream(seed, `order of epoch ${epoch}`).permutation(count);
}
