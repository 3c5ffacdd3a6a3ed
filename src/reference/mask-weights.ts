import { bound, ERROR, numberOf, type Twin, U } from "./twin.js";

/**
 * Twin of `mask-weights`: m[r, j] = size / known[r] where mask[order[start + r], j] is not 0, else 0. Two rounded counts and a
 * division.
 */
export const maskWeights: Twin = ({ reals, words, params, step }, bounds) => {
  const mask = bound(words, "mask");
  const order = bound(words, "order");
  const m = bound(reals, "m");
  const size = numberOf(params, "size");
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    const first = (order[step.start + r] ?? 0) * size;
    const known = Array.from({ length: size }, (_, j) => byteAt(mask, first + j) !== 0);
    const weight = size / known.filter(Boolean).length;
    for (const [j, isKnown] of known.entries()) {
      m[r * size + j] = isKnown ? weight : 0;
      if (bounds?.m) bounds.m[r * size + j] = isKnown ? U * (2 + ERROR.division) * weight : 0;
    }
  }
};

const byteAt = (words: Uint32Array, at: number) => ((words[at >> 2] ?? 0) >>> (8 * (at & 3))) & 0xff;
