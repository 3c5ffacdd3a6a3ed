import { numberOf, type TwinCall } from "./twin.js";

/** Values that come from one call of the generator. */
const QUAD = 4;

/** Four unsigned words, or four numbers made of them. */
export type Four = readonly [number, number, number, number];

/**
 * pcg4d (Jarzynski and Olano, 2020, "Hash Functions for GPU Rendering"), the counterpart of that of `lib/random.wgsl`,
 * bit for bit: four unsigned words in, four out.
 * @param item which four values of a buffer, from 0
 * @param stream which layer
 * @param step the step's `random`
 */
export function pcg4d(item: number, stream: number, step: number, seed: number): Four {
  let x = scrambled(item);
  let y = scrambled(stream);
  let z = scrambled(step);
  let w = scrambled(seed);
  for (let round = 0; round < 2; round++) {
    if (round > 0) {
      x ^= x >>> 16;
      y ^= y >>> 16;
      z ^= z >>> 16;
      w ^= w >>> 16;
    }
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
  }
  return [x >>> 0, y >>> 0, z >>> 0, w >>> 0];
}

const scrambled = (word: number) => (Math.imul(word, 1664525) + 1013904223) | 0;

/** A word as a uniform in (0, 1), exactly as the kernel has it: an odd number below 2²⁴, over 2²⁴. */
export const uniformOf = (word: number): number => ((word >>> 8) | 1) / 2 ** 24;

/** Four words as four standard normals (Box and Muller, 1958), in double precision: the kernel's are these, rounded. */
export function normalsOf([a, b, c, d]: Four): Four {
  const radius = (word: number) => Math.sqrt(-2 * Math.log(uniformOf(word)));
  const angle = (word: number) => 2 * Math.PI * uniformOf(word);
  return [
    radius(a) * Math.cos(angle(b)),
    radius(a) * Math.sin(angle(b)),
    radius(c) * Math.cos(angle(d)),
    radius(c) * Math.sin(angle(d)),
  ];
}

/**
 * How far a kernel's standard normal may be from the twin's, relative and in U.
 *
 * log m: m − 1 is exact; s by a rounded sum and a division, 6; the series adds a tenth of that and its own sums: 8 in all.
 * −log u = n log 2 − log m: 2 for the product, 8 for log m, 1 for their difference, which cancels most where n = 1 and
 * log m = ½ log 2, half of n log 2: 2 · 2 + 8 + 1 = 13. The root halves that and adds its own 9: 15.5.
 * cos and sin: the angle is off by a rounded constant and a product, 2. sin: by that, its polynomial's last sum, and a
 * tenth of the polynomial's 8: 4. cos, at least √½: z is off by 5, z / 2 by at most 1.6, two last sums: 4 / √½ < 6. What
 * the polynomials themselves are off by is below 0.1. Then the product of the root and either: 1. In all 22.5.
 */
export const NORMAL_ERROR = 23;

/** ε of each value that a call makes, by the value's index; neighbours share a call of the generator. */
export function normalAt(call: Pick<TwinCall, "params" | "step">): (index: number) => number {
  return valueAt(call, normalsOf);
}

/** The uniform of each value that a call makes. */
export function uniformAt(call: Pick<TwinCall, "params" | "step">): (index: number) => number {
  return valueAt(call, ([a, b, c, d]) => [uniformOf(a), uniformOf(b), uniformOf(c), uniformOf(d)]);
}

function valueAt(
  { params, step }: Pick<TwinCall, "params" | "step">,
  fourOf: (words: Four) => Four,
): (index: number) => number {
  const stream = numberOf(params, "stream");
  const seed = numberOf(params, "seed");
  let kept = -1;
  let four: Four = [0, 0, 0, 0];
  return (index) => {
    const quad = Math.floor(index / QUAD);
    if (quad !== kept) {
      kept = quad;
      four = fourOf(pcg4d(quad, stream, step.random, seed));
    }
    return four[index % QUAD] as number;
  };
}
