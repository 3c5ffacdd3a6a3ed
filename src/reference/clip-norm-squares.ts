import { LANES } from "./clip-norm.js";
import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `clip-norm-squares`: squares[p] = Σ g² over part p.
 *
 * Bound: each square, none of them negative, meets the rounding of its product, of a lane's sum and of the tree. Squares below
 * f32's range are lost: up to TINY each.
 */
export const clipNormSquares: Twin = ({ reals, words, params }, bounds) => {
  const parts = bound(words, "parts");
  const g = bound(reals, "g");
  const squares = bound(reals, "squares");
  for (let part = 0; part < numberOf(params, "parts"); part++) {
    const [first = 0, length = 0] = parts.subarray(4 * part, 4 * part + 2);
    let sum = 0;
    for (let i = first; i < first + length; i++) sum += (g[i] as number) ** 2;
    squares[part] = sum;
    const roundings = 1 + Math.ceil(length / LANES) + Math.log2(LANES);
    if (bounds?.squares) bounds.squares[part] = U * roundings * sum + TINY * (length + 1);
  }
};
