import { softmaxOf } from "./softmax.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `categorical-crossentropy-gradient`: (softmax(y) Σ t − t) / rows. Softmax's own error times Σ t; Σ t is off by at
 * most `size` roundings; the product, the difference, the rounded count and the division add theirs.
 */
export const categoricalCrossentropyGradient: Twin = ({ reals, params }, bounds) => {
  const y = bound(reals, "y");
  const t = bound(reals, "t");
  const dy = bound(reals, "dy");
  const rows = numberOf(params, "rows");
  const size = numberOf(params, "size");
  for (let r = 0; r < rows; r++) {
    const targets = t.subarray(r * size, (r + 1) * size);
    const total = targets.reduce((sum, target) => sum + target, 0);
    const magnitude = targets.reduce((sum, target) => sum + Math.abs(target), 0);
    for (const [j, { value, error }] of softmaxOf(y.subarray(r * size, (r + 1) * size)).entries()) {
      const difference = value * total - (targets[j] as number);
      dy[r * size + j] = difference / rows;
      if (!bounds?.dy) continue;
      const product = error * magnitude + U * value * (size * magnitude + Math.abs(total));
      bounds.dy[r * size + j] = (product + U * (2 + ERROR.division) * Math.abs(difference)) / rows + TINY;
    }
  }
};
