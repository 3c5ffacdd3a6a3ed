import { randomStream } from "../model/random.js";

/**
 * The order of an epoch: a permutation drawn from the seed and the epoch alone, so that a run can be taken up again at any
 * epoch.
 * @param epoch from 1
 */
export function shuffledOrder(count: number, seed: number, epoch: number): Uint32Array<ArrayBuffer> {
  return randomStream(seed, `order of epoch ${epoch}`).permutation(count);
}
