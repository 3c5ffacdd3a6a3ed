import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `conv2d-gradient-sums`: g[to + i] = Σ_p parts[from + p · size + i] for each row of the table. A sum of so many terms
 * is off by at most (terms + 1) U Σ |terms| in any order (Higham, "Accuracy and Stability of Numerical Algorithms", §4.2).
 */
export const conv2dGradientSums: Twin = ({ reals, words, params }, bounds) => {
  const parts = bound(reals, "parts");
  const g = bound(reals, "g");
  const table = bound(words, "table");
  for (let row = 0; row < numberOf(params, "rows"); row++) {
    const [from = 0, size = 0, count = 0, to = 0, length = 0] = table.subarray(6 * row);
    for (let i = 0; i < length; i++) {
      let sum = 0;
      let magnitude = 0;
      for (let part = 0; part < count; part++) {
        const term = parts[from + part * size + i] as number;
        sum += term;
        magnitude += Math.abs(term);
      }
      g[to + i] = sum;
      if (bounds?.g) bounds.g[to + i] = (count + 1) * U * magnitude + TINY;
    }
  }
};
