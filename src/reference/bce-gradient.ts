import { sigmoid, sigmoidBound } from "./activation.js";
import { clip, EPSILON, ONE_MINUS_EPSILON } from "./probability.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `bce-gradient`.
 *
 * Bounds: from logits, the sigmoid's, the difference's, and a division by a count that was itself rounded. From
 * probabilities, 1 − p, p (1 − p) and p − t are one rounding each, then two divisions and the count's.
 */
export const bceGradient: Twin = ({ reals, params, constants }, bounds) => {
  const y = bound(reals, "y");
  const t = bound(reals, "t");
  const dy = bound(reals, "dy");
  const count = numberOf(params, "count");
  for (let i = 0; i < count; i++) {
    const output = y[i] as number;
    const target = t[i] as number;
    if (constants.FROM_LOGITS) {
      const p = sigmoid(output);
      dy[i] = (p - target) / count;
      if (bounds?.dy) {
        const difference = Math.abs(p - target);
        bounds.dy[i] = (sigmoidBound(output, p) + U * (2 + ERROR.division) * difference) / count + TINY;
      }
    } else {
      const p = clip(output, EPSILON, ONE_MINUS_EPSILON);
      dy[i] = p === output ? (p - target) / (p * (1 - p)) / count : 0;
      if (bounds?.dy) bounds.dy[i] = U * (4 + 2 * ERROR.division) * Math.abs(dy[i] as number) + TINY;
    }
  }
};
