import { clip, LANES } from "./clip-norm.js";
import { bound, numberOf, type Twin } from "./twin.js";

/**
 * Twin of `clip-norm-parts`: g ← g · norm / max(‖g‖, norm), part by part, ‖g‖² being the sum of the squares of the tensor's
 * parts. Bound: as of `clip-norm`, the terms of the sum being given.
 */
export const clipNormParts: Twin = ({ reals, words, params }, bounds) => {
  const parts = bound(words, "parts");
  const squares = bound(reals, "squares");
  const g = bound(reals, "g");
  const limit = numberOf(params, "norm");
  for (let part = 0; part < numberOf(params, "parts"); part++) {
    const [first = 0, length = 0, from = 0, count = 0] = parts.subarray(4 * part, 4 * part + 4);
    const sum = squares.subarray(from, from + count).reduce((all, square) => all + square, 0);
    const roundings = Math.ceil(count / LANES) + Math.log2(LANES);
    clip(g, bounds?.g, [first, length], { sum, limit, roundings, lost: count });
  }
};
