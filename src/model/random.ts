import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * One of many independent random streams of a seed: the initial weights of a tensor, the order of an epoch.
 * The same seed and stream give the same numbers everywhere; neighbouring ones have nothing in common.
 * @param seed unsigned 32-bit
 * @param stream what the numbers are for: `"encoder.0.kernel"`, `"epoch 3"`
 */
export function randomStream(seed: number, stream: string): RandomStream {
  let hash = mix(seed ^ 0x9e3779b9);
  for (let index = 0; index < stream.length; index++) hash = mix(hash ^ stream.charCodeAt(index));
  return new RandomStream(hash);
}

/** xoroshiro128+ (Blackman and Vigna), by pure-rand. */
export class RandomStream {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number {
    return (this.generator.next() >>> 0) / 2 ** 32;
  }

  /** A whole number, uniform in [0, bound), bound at most 2³²: words beyond the last multiple of it are drawn again. */
  below(bound: number): number {
    const end = Math.floor(2 ** 32 / bound) * bound;
    let word: number;
    do word = (this.generator.next() ^ 0x80000000) >>> 0;
    while (word >= end);
    return word % bound;
  }

  /** The numbers below `count` in an order drawn uniformly (Fisher and Yates, in Durstenfeld's form). */
  permutation(count: number): Uint32Array<ArrayBuffer> {
    const order = new Uint32Array(count);
    for (let index = 0; index < count; index++) order[index] = index;
    for (let last = count - 1; last > 0; last--) {
      const chosen = this.below(last + 1);
      const value = order[chosen] as number;
      order[chosen] = order[last] as number;
      order[last] = value;
    }
    return order;
  }
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
