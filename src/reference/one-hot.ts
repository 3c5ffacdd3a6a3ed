import { bound, numberOf, type Twin } from "./twin.js";

/** Twin of `one-hot`, exact: t[r, j] = 1 where labels[order[start + r]] = j, else 0. */
export const oneHot: Twin = ({ reals, words, params, step }) => {
  const labels = bound(words, "labels");
  const order = bound(words, "order");
  const t = bound(reals, "t");
  const size = numberOf(params, "size");
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    const label = labels[order[step.start + r] ?? 0];
    for (let j = 0; j < size; j++) t[r * size + j] = label === j ? 1 : 0;
  }
};
