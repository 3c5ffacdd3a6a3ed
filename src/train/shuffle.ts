import { randomStream } from "../model/random.js";

/** The samples in file order. */
export function fileOrder(count: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  return order;
}

/**
 * The order of an epoch: a permutation drawn uniformly (Fisher and Yates, in Durstenfeld's form) from the seed and the
 * epoch alone, so that a run can be taken up again at any epoch.
 * @param epoch from 1
 */
export function shuffledOrder(count: number, seed: number, epoch: number): Uint32Array<ArrayBuffer> {
  const order = fileOrder(count);
  const random = randomStream(seed, `order of epoch ${epoch}`);
  for (let last = count - 1; last > 0; last--) {
    const chosen = random.below(last + 1);
    const value = order[chosen] as number;
    order[chosen] = order[last] as number;
    order[last] = value;
  }
  return order;
}
