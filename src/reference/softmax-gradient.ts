import { bound, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `softmax-gradient`: y (dy − Σ dy y). The sum of `size` products is off by at most (size + 2) U Σ |dy y|; the
 * difference and the product are rounded.
 */
export const softmaxGradient: Twin = ({ reals, params }, bounds) => {
  const y = bound(reals, "y");
  const dy = bound(reals, "dy");
  const dz = bound(reals, "dz");
  const size = numberOf(params, "size");
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    let mean = 0;
    let magnitude = 0;
    for (let i = r * size; i < (r + 1) * size; i++) {
      const term = (dy[i] as number) * (y[i] as number);
      mean += term;
      magnitude += Math.abs(term);
    }
    const meanError = (size + 2) * U * magnitude + TINY;
    for (let i = r * size; i < (r + 1) * size; i++) {
      const value = (y[i] as number) * ((dy[i] as number) - mean);
      dz[i] = value;
      if (bounds?.dz) bounds.dz[i] = Math.abs(y[i] as number) * meanError + 2 * U * Math.abs(value) + TINY;
    }
  }
};
